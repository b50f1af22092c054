#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace coalesce {

/// Reads the tag comment of a film; nullopt: it has none.
/// @throws InputError naming the file, for one that is no film and for a comment longer than `limit` bytes
std::optional<std::string> read_film_comment(const std::filesystem::path& path, std::size_t limit);

}  // namespace coalesce
