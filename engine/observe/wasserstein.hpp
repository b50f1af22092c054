#pragma once

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

}  // namespace coalesce
