#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "coalesce/document/scene_document.hpp"
#include "desk/lesson_state.hpp"
#include "desk/open_run.hpp"

namespace coalesce {

/// A scene to open, and of a clip the way to its moment.
struct SceneToOpen {
    SceneDocument document{};          ///< as it is when the run is there
    Scene start{};                     ///< scene with which the run begins
    std::optional<live::Reach> way{};  ///< nullopt: the file is no clip
    TwinsToOpen beside{};              ///< the other runs of a clip
};

/// Loads a shipped scene, a scene file, a token file, or what a picture or film carries. Throws InputError.
SceneToOpen load_for_desk(const std::string& name_or_path);
/// File that the scene of that origin is saved to; empty if it has none yet: clips and token files are no
/// scene files.
std::string scene_file(const std::string& origin);
/// Proposed name for the scene of that origin, which is saved for the first time or under another name.
std::string proposed_scene_file(const std::string& origin);

/// Metadata of a picture of a run.
struct PictureComment {
    std::string text;      ///< for the file (record/clip.hpp)
    std::string left_out;  ///< appended to a message about the file: why it lacks the scene; empty: it has it
};
/// Returns the metadata of a picture of runs as they are seen, written to `file`.
/// @param runs    as in Desk: the first one has a frame
/// @param clock   what they have in common
/// @param lesson  that is presented; null: none
PictureComment comment_of(const std::vector<std::unique_ptr<OpenRun>>& runs, TwinClock clock,
                          const std::filesystem::path& file, const LessonState* lesson = nullptr);

}  // namespace coalesce
