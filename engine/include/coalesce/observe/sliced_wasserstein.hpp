#pragma once

#include <span>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "coalesce/theory/sphere_heat.hpp"

namespace coalesce {

/// Sliced W1 on S^2, radians: the mean over 64 directions u (Fibonacci points of a half sphere; -u gives the same) of
/// the W1 between the laws of the angle arccos<x, u>. It is a distance between laws; moving one token by a small angle
/// δ changes it by 2/π δ on average.
struct SlicedDistance {
    double w1 = 0;  ///< distance, radians
    /// Expected w1 if both laws agree and the tokens are independent draws: the floor
    /// against which w1 is to be read. Mean over u of sqrt(2/(π n)) ∫ sqrt(F (1 - F))
    /// dθ with F of the second law, n = 1/Σα² (two clouds: 1/n = 1/n₁ + 1/n₂).
    double noise = 0;
};

/// A cloud of N > 10^5 tokens enters with every ⌈N/10^5⌉-th. Per direction the mass in each of 1024 bins of θ is
/// concentrated at its mean: exact if F - G keeps its sign inside a bin or the mass is at one point, else off by at
/// most π/2048 times the masses in the bin (two clouds of 300 to 500 independent draws: 2e-5 in all).
SlicedDistance sliced_w1(const Cloud& a, const Cloud& b);

/// Distance to a mixture of heat kernels, whose slice has the distribution function (addition theorem; s = cos θ)
///
///   P(<x, u> ≤ s) = (1 + s)/2 + Σ_{l ≥ 1} ½ e^{-l(l+1)τ} P_l(<m, u>) (P_{l+1}(s) - P_{l-1}(s)),
///
/// summed to e^{-l(l+1)τ} < 1e-8. Components of τ < 5e-4 (std < 0.03) are replaced by 32×32 points of equal mass on
/// rings at the quantiles of the kernel: off by at most std/50 < 7e-4 rad.
SlicedDistance sliced_w1(const Cloud& cloud, std::span<const SphereComponent> law);

/// The 64 directions u.
const std::vector<Vec3>& slice_directions();

}  // namespace coalesce
