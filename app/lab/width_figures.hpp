#pragma once

#include "lab/lab.hpp"

namespace coalesce::lab {

inline constexpr const char* width_source =
    "Sakai, Karakida, Imaizumi 2025, Infinite-width limit of a single attention layer";

/// The figures of IW, with its settings: s = 4, 50 000 samples, 10 seeds.
std::vector<Picture> width_figures();
/// @param picture  a name of width_figures()
/// @param set      samples alone may be set, and the first seed
std::unique_ptr<Lab> make_width_figure(std::string_view picture, const std::vector<Assignment>& set, Theme theme);

}  // namespace coalesce::lab
