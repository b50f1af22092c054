#pragma once

#include <span>
#include <string_view>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// W1 on the circle of circumference 2π between two laws of point masses: min over c of ∫ |F - G - c| dθ, attained at
/// the median of F - G. Exact up to rounding; takes the time of sorting.
///
/// @param a, b                angles, radians
/// @param a_masses, b_masses  of any sum > 0; empty: equal
/// @return                    radians
double circle_w1(std::span<const double> a, std::span<const double> a_masses, std::span<const double> b,
                 std::span<const double> b_masses);

/// Distance between the laws of two clouds on the same sphere, radians: W1 on the circle, sliced W1 on S^2 (sliced_w1,
/// where its error is stated). It does not ask which token is which, and clouds may differ in size and masses.
double cloud_distance(const Cloud& a, const Cloud& b);
/// Returns the name of that distance: "W1" or "sliced W1".
std::string_view cloud_distance_name(int dimension);

}  // namespace coalesce
