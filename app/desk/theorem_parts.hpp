#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "desk/theorem_picture.hpp"

namespace coalesce {

// Pictures of densities, and what pictures of theorems have in common.

/// Returns nullopt where the run has no data for a picture, or the row does not hold.
std::optional<TheoremPicture> density_picture(const TheoremRun& run, const std::string& name);
std::optional<TheoremPicture> ripple_picture(const TheoremRun& run);

/// Mean angles to E_max of single tokens over time.
struct FollowedAngles {
    std::vector<double> times, angles;
};

/// The row of that name; null if the frame has none.
const Comparison* row_of(const Frame& frame, const std::string& name);
/// True if the frame has that row, and it holds.
bool valid_row(const Frame& frame, const std::string& name);
chart::Stroke theory_stroke(Theme theme, bool dashed = true);
void legend_above(chart::Chart& chart);
/// The first tokens with which the run began, by their numbers: those of a law depend on seed and number alone; points
/// and files are taken whole.
Cloud first_tokens(const Scene& scene, std::size_t most);

}  // namespace coalesce
