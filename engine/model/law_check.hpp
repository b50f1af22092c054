#pragma once

#include "coalesce/model/law.hpp"

namespace coalesce {

/// Bound on the magnitude of matrix entries, weights, masses, coordinates and standard deviations: a product of three
/// such numbers (V K^T Q, β Q^T K) stays finite.
constexpr double largest_number = 1e100;

/// Checks a law against a dimension by the rules of the scene file.
/// @throws Issue with a path below tokens.law
void check_law(const InitialLaw& law, int dimension);

/// Returns v/|v| for any finite v ≠ 0; |v|² may overflow or underflow.
Vec3 direction_of(const Vec3& v);

}  // namespace coalesce
