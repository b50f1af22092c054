#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace coalesce {

/// Returns the first text of that keyword in a PNG, from a chunk tEXt, zTXt or iTXt (PNG 11.3.3); nullopt if there is
/// none. Of other chunks only the headers are read.
///
/// @param limit  bytes of the longest text that is accepted
/// @throws InputError naming the file: no PNG, cut short, or a wrong checksum, form or length of the chunk
std::optional<std::string> read_png_text(const std::filesystem::path& path, std::string_view keyword,
                                         std::size_t limit);

}  // namespace coalesce
