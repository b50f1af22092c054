#pragma once

#include <filesystem>
#include <string>

namespace coalesce {

// A scene file names its token file relative to its own folder.

/// Returns the file that `path` denotes in a scene of this folder.
/// ".." is resolved after symbolic links, as the system does.
std::filesystem::path resolved(const std::filesystem::path& folder, const std::filesystem::path& path);
/// Returns the name of the file `path` for a scene in `folder`: `preferred` if it denotes this file there, else the
/// relative path; `path` itself if it is relative already or `preferred` is empty.
std::string named_from(const std::filesystem::path& folder, const std::string& path, const std::string& preferred);

}  // namespace coalesce
