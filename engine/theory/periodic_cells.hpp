#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/law.hpp"

namespace coalesce {

/// A density on the circle by its means over M equal cells; cell i is [-π + i h, -π + (i+1) h], h = 2π/M.
class PeriodicCells {
  public:
    /// Cell means of a law, exact up to rounding.
    /// @throws InputError when no_circle_density says why not, or for fewer than 8 cells
    PeriodicCells(const InitialLaw& law, int cells);
    /// @param masses  M ≥ 8 numbers ≥ 0 that are not all 0; scaled to sum 1
    explicit PeriodicCells(const std::vector<double>& masses);

    std::size_t size() const { return density.size(); }
    double width() const;
    double centre(std::size_t cell) const;
    /// Sum of all masses: 1 up to rounding.
    double mass() const;
    /// Mass on [-π, angle], -π ≤ angle ≤ π, the density taken as constant within a cell; for circle_w1. O(1).
    double cumulative(double angle) const;
    /// To be called when `density` has changed and before cumulative().
    void sum_up();

    std::vector<double> density;  ///< mean over each cell, per radian

  private:
    std::vector<double> below_;  ///< mass below the lower end of cell i; M + 1 entries
};

/// Why a law has no density on the circle: a point mass, a list or file of points, a law of S^2. Empty when it has one.
std::string no_circle_density(const InitialLaw& law);

}  // namespace coalesce
