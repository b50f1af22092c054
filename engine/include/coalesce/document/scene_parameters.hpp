#pragma once

#include <span>
#include <string_view>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/parameter.hpp"

namespace coalesce {

using Parameter = BasicParameter<SceneDocument>;

/// All parameters in the order of the scene file.
std::span<const Parameter> parameters();
/// Returns nullptr for an unknown key.
const Parameter* find_parameter(std::string_view key);
/// Returns the key of parameters() nearest in edit distance, for messages.
std::string_view nearest_key(std::string_view key);

}  // namespace coalesce
