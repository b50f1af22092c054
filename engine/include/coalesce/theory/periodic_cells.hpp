#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "coalesce/model/law.hpp"

namespace coalesce {

/// A density on the circle as means over M equal cells; cell i is [-π + i h, -π + (i+1) h], h = 2π/M.
class PeriodicCells {
  public:
    /// Takes the cell means of a law, exact up to rounding.
    /// @throws InputError with the text of no_circle_density, or for fewer than 8 cells
    PeriodicCells(const InitialLaw& law, int cells);
    /// @param masses  M ≥ 8 numbers ≥ 0 that are not all 0; scaled to sum 1
    explicit PeriodicCells(const std::vector<double>& masses);

    std::size_t size() const { return density.size(); }  ///< M
    double width() const;                                ///< h, radians
    double centre(std::size_t cell) const;               ///< middle of a cell, radians
    /// Sum of all masses: 1 up to rounding.
    double mass() const;
    /// Mass on [-π, angle], -π ≤ angle ≤ π, for a density constant within cells; for circle_w1. O(1).
    double cumulative(double angle) const;
    /// Must be called after changes of `density` and before cumulative().
    void sum_up();

    std::vector<double> density;  ///< mean over each cell, per radian

  private:
    std::vector<double> below_;  ///< mass below the lower end of cell i; M + 1 entries
};

/// Returns why a law has no density on the circle: a point mass, a list or file of points, a law of S^2. Empty if it
/// has.
std::string no_circle_density(const InitialLaw& law);

}  // namespace coalesce
