#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "record/clip_origin.hpp"

namespace coalesce {

// Edits of a run in the metadata of a clip.

/// Returns every edit as the keys of the scene that it changes: {"time": 1.5, "set": {"model.beta": 31}}.
nlohmann::ordered_json edits_json(const ClipOrigin& origin);
/// Reads them into ClipOrigin::edits; document and time are read before. Throws InputError.
void read_edits(const nlohmann::ordered_json& edits, const std::string& shown, ClipOrigin& origin);

/// Reads a time, at least `least`. Throws InputError.
double read_clip_time(const nlohmann::ordered_json& value, const std::string& key, double least,
                      const std::string& shown);
[[noreturn]] void damaged_clip(const std::string& shown, const std::string& what);

}  // namespace coalesce
