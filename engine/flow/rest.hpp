#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "coalesce/field/lumped.hpp"

namespace coalesce {

/// A fixed point that attracts a cloud for good.
struct RestingPlace {
    Cloud place;          ///< the fixed point, in the coordinates of the cloud
    double distance = 0;  ///< largest angle of a token from it, radians
    double rate = 0;      ///< the distance decays at least as fast as e^{-rate t}; per unit of time
};

/// A search for a fixed point of this many tokens takes some milliseconds.
inline constexpr std::size_t most_resting = 48;

/// Finds the fixed point that the cloud is certain to rest at. Without it, explicit steps near a fixed point would
/// never exceed the inverse of the fastest rate of approach.
///
/// Newton's iteration finds a fixed point x* of the projected field within `tolerance`. Let J be the derivative of the
/// velocities at x*, on the tangent spaces, E its eigenvectors, κ = ‖E‖‖E^{-1}‖ and -r the largest real part of its
/// eigenvalues. A distance δ <= tolerance of n tokens from x* stays below κ sqrt(n) δ and decays at the rate r/2 as
/// long as the second derivative, at most L per token, satisfies κ² n L δ <= r. Both are required, and r >= 1e-7 ‖V‖,
/// above the rounding of 0: an eigenvalue that is 0 or exponentially small, as those of metastable clusters are, is no
/// rest. Where several tokens are lumped into one, each of them must be attracted to its lump as well.
///
/// @param lumped  1 if token i stands for several
/// @return        nullopt if rest is not certain, or for more tokens than most_resting
std::optional<RestingPlace> resting_place(const Cloud& cloud, const FieldMatrices& matrices,
                                          std::span<const std::uint8_t> lumped, double tolerance);

}  // namespace coalesce
