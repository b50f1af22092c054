#pragma once

#include <vector>

namespace coalesce {

/// Families of modified Bessel functions: I_k of the circle, i_l(x) = sqrt(π/2x) I_{l+1/2}(x) of S^2.
enum class BesselFamily { cylindrical, spherical };

/// Returns I_k(x)/I_0(x), k = 0, 1 … until the ratio underflows (about 39 sqrt(x) entries, or 200); later ones are 0.
/// Relative error a few ulp times the number of factors, √x.
/// Nothing overflows: the quotients I_k/I_{k-1} = 1/(2k/x + I_{k+1}/I_k) are computed backwards, which contracts errors
/// by their squares (spherical: 2l+1 in place of 2k).
/// @param x  0 < x ≤ 1e8
std::vector<double> bessel_ratios(BesselFamily family, double x);

/// Returns e^{-x} I_0(x) = 1 / (1 + 2 Σ_k I_k/I_0), or e^{-x} i_0(x) = (1 - e^{-2x}) / 2x. 0 < x ≤ 1e8.
double scaled_bessel_zero(BesselFamily family, double x);

}  // namespace coalesce
