#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace coalesce {

/// W1 on the circle of circumference 2π between the empirical law of `angles` (masses empty: equal) and a law given by
/// its mass on [-π, θ): min over c of ∫ |F - G - c| dθ, the minimum at the median of F - G.
///
/// @param cumulative  G(θ), θ in [-π, π], from 0 to 1
/// @return            radians
double circle_w1(std::span<const double> angles, std::span<const double> masses,
                 const std::function<double(double)>& cumulative);

/// What circle_w1 is on average for tokens drawn independently from the law itself: with B the Brownian bridge,
/// E min_c ∫ |B(G(θ)) - c| dθ / sqrt(n), the best c replaced by the mean of B(G), which is at most a tenth too large.
///
/// @param tokens  1/Σ α_i², the number of equal tokens that scatter as much
/// @return        radians
double circle_w1_noise(const std::function<double(double)>& cumulative, double tokens);
/// 1/Σ α_i².
double effective_count(std::span<const double> masses, std::size_t count);

}  // namespace coalesce
