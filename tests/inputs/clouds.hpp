#pragma once

#include <cstdint>

#include "coalesce/model/cloud.hpp"

namespace coalesce::inputs {

/// Makes test clouds with the standard library's generator, not the engine's.
Cloud uniform_cloud(int dimension, std::size_t count, std::uint64_t seed);
/// Five clusters of angular radius about `width` radians.
Cloud clustered_cloud(int dimension, std::size_t count, double width, std::uint64_t seed);
/// All tokens at one place, no coordinate of which is a round number.
Cloud single_point_cloud(int dimension, std::size_t count);
/// Masses log-uniform over three decades.
void give_masses(Cloud& cloud, std::uint64_t seed);
/// Independent standard normal entries.
Matrix random_matrix(int dimension, std::uint64_t seed);
/// Proper rotation by about a radian; on S^2 about an axis that is no coordinate axis.
Matrix tilted_rotation(int dimension);
Cloud rotated(const Cloud& cloud, const Matrix& rotation);

}  // namespace coalesce::inputs
