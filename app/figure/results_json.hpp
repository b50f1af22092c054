#pragma once

#include <nlohmann/json.hpp>

#include "figure/figure.hpp"

namespace coalesce::figure {

using Json = nlohmann::ordered_json;  ///< for .cpp files only

/// Adds "acceptance", every check with what was measured and what is asked, and "pass".
void add_acceptance(Json& json, const std::vector<Check>& checks);
/// The scene that a figure ran, every key with its value; running it again gives the same tokens.
Json scene_json(const SceneDocument& document);
/// Fixed digits would hide small numbers, and JSON has no infinity: null for what is not finite.
Json number_or_null(double value);

}  // namespace coalesce::figure
