#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "record/clip_origin.hpp"

namespace coalesce {

// Edits of a run in the metadata of a clip.

/// Returns every edit as the keys of the scene that it changes: {"time": 1.5, "set": {"model.beta": 31}}.
/// @param document  scene with which the run began
nlohmann::ordered_json edits_json(const SceneDocument& document, const std::vector<DatedDynamics>& edits);
/// Reads the edits of a run.
/// @param key    names them in messages
/// @param until  time of the picture: none of them is later
/// @throws InputError
std::vector<DatedDynamics> read_edits(const nlohmann::ordered_json& edits, const std::string& key,
                                      const SceneDocument& document, double until, const std::string& shown);

/// Reads a time, at least `least`. Throws InputError.
double read_clip_time(const nlohmann::ordered_json& value, const std::string& key, double least,
                      const std::string& shown);
[[noreturn]] void damaged_clip(const std::string& shown, const std::string& what);

}  // namespace coalesce
