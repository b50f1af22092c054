#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

inline double squared_distance(const Vec3& a, const Vec3& b) {
    const double dx = a[0] - b[0], dy = a[1] - b[1], dz = a[2] - b[2];
    return dx * dx + dy * dy + dz * dz;
}

/// Single linkage of tokens at distances (chords) up to `distance`: returns for every token the number of its
/// component, in the order of their first tokens. Exact up to the rounding of a distance, at any distance ≥ 0.
///
/// Tokens are sorted into cubes as wide as the distance; within a cube, and between neighbouring ones, tight boxes are
/// halved only where needed. Both steps are O(N), except for near misses: two dense fronts a hair farther apart than
/// the distance are compared box by box along their length.
std::vector<std::int32_t> linked_components(const Cloud& cloud, double distance, std::size_t& components);

}  // namespace coalesce
