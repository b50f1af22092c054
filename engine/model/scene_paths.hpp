#pragma once

#include <filesystem>
#include <string>

namespace coalesce {

// Paths of a scene's token file: in the scene file they are relative to that file's folder.

/// The file that `path` means in a scene of this folder. ".." is resolved along the links that there are, as the
/// system does it.
std::filesystem::path resolved(const std::filesystem::path& folder, const std::filesystem::path& path);
/// How a scene in `folder` names the file `path`: `preferred` if that means this file there, else the way from the
/// folder to the file. `path` itself where it is relative already or `preferred` is empty.
std::string named_from(const std::filesystem::path& folder, const std::string& path, const std::string& preferred);

}  // namespace coalesce
