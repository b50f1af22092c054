#pragma once

#include "model/law.hpp"

namespace coalesce {

/// Largest magnitude that matrices, weights, masses, coordinates and standard deviations may have: a product of three
/// such numbers (V K^T Q, β Q^T K) stays finite.
constexpr double largest_number = 1e100;

/// The rules of the scene file for a law in a dimension.
/// @throws Issue with a path below tokens.law
void check_law(const InitialLaw& law, int dimension);

/// v/|v| for any finite v but the zero vector, whose length need not be representable when squared.
Vec3 direction_of(const Vec3& v);

}  // namespace coalesce
