#pragma once

#include <filesystem>

namespace coalesce {

/// `wanted`, or with -2, -3, … before the ending: the first of which there is no file. A folder/ keeps its slash.
std::filesystem::path free_name(const std::filesystem::path& wanted);
/// Whether an output of that name would replace something: there is a file, or a folder that is not empty.
bool would_replace(const std::filesystem::path& path);

}  // namespace coalesce
