#pragma once

#include <string>

#include "coalesce/model/law.hpp"

namespace coalesce {

/// Bound on the magnitude of matrix entries, weights, masses, coordinates and standard deviations: a product of three
/// such numbers (V K^T Q, β Q^T K) stays finite.
constexpr double largest_number = 1e100;

/// Path of the initial law in a scene, by which complaints name its keys.
inline const std::string law_path = "tokens.law";

/// Checks a law against a dimension by the rules of the scene file.
/// @throws Issue with a path below law_path
void check_law(const InitialLaw& law, int dimension);

/// Returns v/|v| for any finite v ≠ 0; |v|² may overflow or underflow.
Vec3 direction_of(const Vec3& v);

}  // namespace coalesce
