#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace coalesce {

/// Returns the bytes of a GIF's comment extension (GIF89a 24): blocks of at most 255 bytes, each after its length, and
/// an empty one.
std::string gif_comment(std::string_view text);
/// Returns the first comment of a file that begins as a GIF does; nullopt if it has none. Goes through the pictures'
/// blocks without decoding them.
///
/// @param limit  bytes of the longest comment that is accepted
/// @throws InputError naming the file: cut short or damaged before a comment, or a longer one
std::optional<std::string> read_gif_comment(const std::filesystem::path& path, std::size_t limit);

}  // namespace coalesce
