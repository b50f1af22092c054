#pragma once

#include <vector>

namespace coalesce::studies {

/// Straight line through points, by least squares.
struct Line {
    double slope = 0, intercept = 0;
    double slope_error = 0;  ///< standard error: from the scatter; with weights from these, or the scatter if larger
};
/// @param weights  1/variance of each point's y; empty: equal
Line fitted_line(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& weights = {});

}  // namespace coalesce::studies
