#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "record/clip.hpp"

namespace coalesce {

/// True if a file begins as PNG, GIF, MP4 or WebM do, or if its name ends as theirs.
bool is_clip(const std::filesystem::path& path);
/// Reads what a picture or film of this program carries.
/// @param assignments  applied to its scene
/// @throws InputError naming the file, as parse_clip, or if it cannot be read as a file of its format
ClipOrigin read_clip(const std::filesystem::path& path, const std::vector<Assignment>& assignments = {});
/// Reads the laboratory that a picture or film shows; nullopt: it shows none, or is no clip. Throws InputError for
/// damaged metadata.
std::optional<ClipLab> read_lab_clip(const std::filesystem::path& path);
/// Loads SCENE of the command line: a shipped scene's name, else a file, which may be a clip. Throws InputError as
/// read_scene and read_clip.
SceneDocument load_scene_or_clip(std::string_view name_or_path, const std::vector<Assignment>& assignments = {});

}  // namespace coalesce
