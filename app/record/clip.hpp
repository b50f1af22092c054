#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/model/parameter.hpp"
#include "record/clip_origin.hpp"

namespace coalesce {

/// Bytes of the longest metadata of a film or a single picture, and of each picture of many.
inline constexpr std::size_t largest_clip_comment = std::size_t{1} << 20, largest_frame_comment = std::size_t{32} << 10;

/// Leaves the scene out if the metadata of this clip would exceed `limit` bytes, and says so in ClipOrigin::left_out:
/// "its scene takes 2.3 MiB, expected at most 1 MiB".
/// @param file  the clip
ClipOrigin within_limit(ClipOrigin origin, const std::filesystem::path& file, std::size_t limit = largest_clip_comment);
/// The document at the moment of the clip: with its camera, and with the dynamics of the last edit.
SceneDocument document_at_moment(const ClipOrigin& origin);
/// The same of a run beside the first one.
SceneDocument document_at_moment(const ClipOrigin& origin, const ClipTwin& twin);
/// Returns the metadata of a clip that this program writes to `file`: JSON in one line of ASCII, with the key
/// coalesce_clip. A token file is named as in a scene that is saved as `file`.
std::string clip_comment(const ClipOrigin& origin, const std::filesystem::path& file);
/// The same for a laboratory, with the key lab in place of a scene.
std::string lab_comment(const ClipLab& lab);
/// Reads the metadata of a laboratory; nullopt: they are no laboratory's. Names and settings are not checked.
/// @throws InputError  for damaged ones
std::optional<ClipLab> parse_lab_clip(std::string_view comment, const std::filesystem::path& file);
/// Reads metadata of a scene.
/// @param file         the clip, which messages name; its folder resolves relative paths
/// @param assignments  applied to the scene, as by parse_scene
/// @throws InputError  for a comment of another program, a damaged one, one without its scene, or a wrong scene
ClipOrigin parse_clip(std::string_view comment, const std::filesystem::path& file,
                      const std::vector<Assignment>& assignments = {});

}  // namespace coalesce
