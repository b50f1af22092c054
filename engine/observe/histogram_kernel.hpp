#pragma once

#include <cstddef>
#include <cstdint>

#include "model/matrix.hpp"

namespace coalesce::kernel {

/// Angles atan2(<x_i, v>, <x_i, u>) in [-π, π), error at most 4e-16. @param axis  d planes of coordinates
void plane_angles(const double* const* axis, int dimension, const Vec3& u, const Vec3& v, std::size_t from,
                  std::size_t to, double* angle);

/// Bins of the inner products of tokens i + k and j + k, k < count, on `bins` equal bins of [-1, 1].
void product_bins(const double* const* axis, int dimension, std::size_t i, std::size_t j, std::size_t count, int bins,
                  std::int32_t* bin);

}  // namespace coalesce::kernel
