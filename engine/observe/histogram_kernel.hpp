#pragma once

#include <cstddef>
#include <cstdint>

#include "coalesce/model/matrix.hpp"

/// Vectorised loops over tokens, shared by observers.
namespace coalesce::kernel {

/// Computes angles atan2(<x_i, v>, <x_i, u>) in [-π, π), error at most 4e-16. @param axis  d planes of coordinates
void plane_angles(const double* const* axis, int dimension, const Vec3& u, const Vec3& v, std::size_t from,
                  std::size_t to, double* angle);

/// Computes longitudes in [-π, π) and latitudes in [-π/2, π/2] of `count` points of S^2, of any length.
void longitudes_latitudes(const double* const* axis, std::size_t from, std::size_t count, double* longitude,
                          double* latitude);

/// Computes angles arccos<x_i, u> of `count` unit vectors of S^2 to a unit vector; products are clamped to ±1.
void angles_to(const double* const* axis, const Vec3& u, std::size_t from, std::size_t count, double* angle);

/// Computes bins of the inner products of tokens i + k and j + k, k < count, on `bins` equal bins of [-1, 1].
void product_bins(const double* const* axis, int dimension, std::size_t i, std::size_t j, std::size_t count, int bins,
                  std::int32_t* bin);

}  // namespace coalesce::kernel
