#pragma once

#include "coalesce/model/cloud.hpp"

namespace coalesce {

// Criteria by which theorems (theorem_*.cpp) and the list of their assumptions (assumptions.cpp) decide.

/// Cells of the mean-field equation: its kernel must not be finer than so many resolve.
constexpr int most_mean_field_cells = 2048;
/// Waves of the finest ripple that is followed: within the range of harmonic_amplitudes; sharper kernels need millions
/// of tokens for ripples that small.
constexpr int finest_ripple = 500;
/// Largest difference of inner products that count as equal.
constexpr double largest_spread = 1e-9;

/// Mean of the inner products of all pairs, and their largest difference.
struct InnerProducts {
    double mean = 0, spread = 0;
};
InnerProducts inner_products(const Cloud& cloud);

/// Tolerates the rounding of masses that were scaled to sum 1.
bool equal_masses(const Cloud& cloud);

}  // namespace coalesce
