#pragma once

#include <filesystem>

namespace coalesce {

/// Returns the first free name among `wanted` and those with -2, -3, … before the ending. A folder/ keeps its slash.
std::filesystem::path free_name(const std::filesystem::path& wanted);
/// True if an output of that name would replace a file, or files of a folder.
bool would_replace(const std::filesystem::path& path);

}  // namespace coalesce
