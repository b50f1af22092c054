#pragma once

#include <string_view>
#include <vector>

#include "coalesce/model/parameter.hpp"

namespace coalesce::studies {

// A value that the user gives with --set is used or refused, never dropped.

/// Throws InputError for a known key of the scene that is not among `used` ("model" stands for all below it). Call it
/// after the scene is parsed, which refuses unknown keys.
void take_only(std::string_view figure, const std::vector<Assignment>& set, const std::vector<std::string_view>& used);
/// Keys of the view that a picture with spheres uses: colours, camera angles and what is drawn. Sizes, theme, trails,
/// motion and what only a window shows are the figure's.
std::vector<std::string_view> with_sphere_keys(std::vector<std::string_view> used);

/// Throws InputError where `set` touches one of `keys` ("model.beta"; "model" stands for all below it).
/// @param why  "the figure sweeps it"
void refuse(std::string_view figure, const std::vector<Assignment>& set, const std::vector<std::string_view>& keys,
            std::string_view why);

}  // namespace coalesce::studies
