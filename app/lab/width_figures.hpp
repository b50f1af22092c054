#pragma once

#include "lab/lab.hpp"

namespace coalesce::lab {

/// Names of studies::width_figure_specs.
std::vector<Picture> width_figures();
/// @param picture  a name of width_figures()
/// @param set      samples alone may be set, and the first seed
std::unique_ptr<Lab> make_width_figure(std::string_view picture, const std::vector<Assignment>& set, Theme theme);

}  // namespace coalesce::lab
