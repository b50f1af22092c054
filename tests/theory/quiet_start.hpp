#pragma once

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "coalesce/model/law.hpp"

/// Clouds far smoother than independent draws: sums over them are quadratures.
namespace coalesce::quiet {

constexpr double pi = std::numbers::pi;

/// @param angle  maps (j + 1/2)/count to the angle of token j
template <class Angle>
PointsLaw on_circle(int count, const Angle& angle) {
    PointsLaw law;
    for (int j = 0; j < count; ++j) {
        const double a = angle((j + 0.5) / count);
        law.points.push_back({std::cos(a), std::sin(a), 0});
    }
    return law;
}

/// 32 Gauss–Legendre heights × 64 equally spaced azimuths: sums of spherical polynomials up to degree 63 are exact.
/// @param weight  relative mass at a point
template <class Weight>
PointsLaw on_sphere(const Weight& weight) {
    using Rule = boost::math::quadrature::gauss<double, 32>;
    PointsLaw law;
    for (std::size_t i = 0; i < 16; ++i) {
        for (const double sign : {-1.0, 1.0}) {
            const double z = sign * Rule::abscissa()[i], r = std::sqrt(1 - z * z);
            for (int j = 0; j < 64; ++j) {
                const double azimuth = 2 * pi * j / 64;
                const Vec3 x{r * std::cos(azimuth), r * std::sin(azimuth), z};
                law.points.push_back(x);
                law.masses.push_back(Rule::weights()[i] * weight(x));
            }
        }
    }
    return law;
}

}  // namespace coalesce::quiet
