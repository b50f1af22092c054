#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/model/parameter.hpp"
#include "coalesce/model/scene.hpp"

namespace coalesce {

/// A scene file: the simulated system and its display in the desktop.
struct SceneDocument {
    Scene scene;     ///< all that moves tokens
    ViewState view;  ///< display; no computation reads it
    bool operator==(const SceneDocument&) const = default;
};

/// Reads and validates. Assignments are applied to the file's JSON before validation and obey the same rules.
///
/// @param path  a scene file; relative `file` laws are resolved against its folder
/// @throws InputError naming the file, the key, what was found and what is expected
SceneDocument read_scene(const std::filesystem::path& path, const std::vector<Assignment>& assignments = {});
/// Parses text instead of a file; `origin` names it in messages, `folder` resolves relative paths.
SceneDocument parse_scene(std::string_view text, std::string_view origin,
                          const std::vector<Assignment>& assignments = {}, const std::filesystem::path& folder = {});
/// Writes every key with its value, in the order of the parameter table, but an empty list of events; parse_scene gives
/// the same document back. A token file is named by FileLaw::path.
std::string to_json(const SceneDocument& document);
/// Returns the text for a scene in the file `path`: a token file that the scene's file named relative to itself is
/// named relative to `path`.
std::string to_json(const SceneDocument& document, const std::filesystem::path& path);
/// Checks every value against the parameter table, and the rules that span several (matrix sizes, law against
/// dimension). Throws InputError.
void validate(const SceneDocument& document, std::string_view origin);
/// Writes to_json(document, path) atomically: the file is complete or absent. Throws RunError.
void write_scene(const SceneDocument& document, const std::filesystem::path& path);

/// Scenes built into the program (assets/scenes/*.json).
struct ShippedScene {
    std::string_view name;   ///< as on the command line: "two-clusters"
    std::string_view title;  ///< Scene::name
    std::string_view text;   ///< the JSON file
};
/// All of them, by name.
const std::vector<ShippedScene>& shipped_scenes();
/// True if `name` is a shipped scene's.
bool is_shipped_scene(std::string_view name);
/// Loads SCENE of the command line: a shipped scene's name, else a file. Throws InputError as read_scene.
SceneDocument load_scene(std::string_view name_or_path, const std::vector<Assignment>& assignments = {});

}  // namespace coalesce
