#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace coalesce {

/// W1 on the circle of circumference 2π between the empirical law of `angles` (masses empty: equal) and a law given by
/// its mass on [-π, θ): min over c of ∫ |F - G - c| dθ, attained at the median of F - G.
///
/// @param cumulative  G(θ), θ in [-π, π], from 0 to 1
/// @return            radians
double circle_w1(std::span<const double> angles, std::span<const double> masses,
                 const std::function<double(double)>& cumulative);

/// Expected circle_w1 for tokens drawn independently from the law itself: with B the Brownian bridge, E min_c ∫
/// |B(G(θ)) - c| dθ / sqrt(n). The best c is replaced by the mean of B(G), which is at most a tenth too large.
///
/// @param tokens  n = 1/Σ α_i², the number of equal tokens with the same scatter
/// @return        radians
double circle_w1_noise(const std::function<double(double)>& cumulative, double tokens);
/// Returns 1/Σ α_i².
double effective_count(std::span<const double> masses, std::size_t count);

}  // namespace coalesce
