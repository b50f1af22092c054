#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "field/lumped.hpp"

namespace coalesce {

/// A fixed point that a cloud is drawn to and never leaves.
struct RestingPlace {
    Cloud place;          ///< the fixed point, in the coordinates of the cloud
    double distance = 0;  ///< the largest angle of a token from there, radians
    double rate = 0;      ///< at least as fast as e^{-rate t} it is approached, per unit of time
};

/// Up to this many tokens a look for a fixed point takes some milliseconds.
inline constexpr std::size_t most_resting = 48;

/// The fixed point that the cloud comes to rest at, if that is certain: explicit steps of a cloud near a fixed point
/// never grow beyond the inverse of the fastest rate of approach, however long nothing happens.
///
/// Newton's iteration finds a fixed point x* of the projected field within `tolerance`; with J the derivative of the
/// velocities there, on the tangent spaces, E its eigenvectors, κ = ‖E‖‖E^{-1}‖ and -r the largest real part of its
/// eigenvalues, a distance δ <= tolerance of n tokens from x* stays below κ sqrt(n) δ and decays at the rate r/2 as
/// long as the second derivative, at most L per token, leaves κ² n L δ <= r. Both are asked for, and r >= 1e-7 ‖V‖,
/// above what rounding could make of 0: an eigenvalue that is 0 or exponentially small, as those of metastable clusters
/// are, is no rest. Where several tokens are lumped into one, each of them must be drawn back to its lump as well.
///
/// @param lumped  whether token i stands for several
/// @return        nothing where it is not certain, or there are more tokens than most_resting
std::optional<RestingPlace> resting_place(const Cloud& cloud, const FieldMatrices& matrices,
                                          std::span<const std::uint8_t> lumped, double tolerance);

}  // namespace coalesce
