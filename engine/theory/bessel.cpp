#include "theory/bessel.hpp"

#include <cmath>
#include <numeric>

namespace coalesce {

std::vector<double> bessel_ratios(BesselFamily family, double x) {
    // I_k/I_0 ~ e^{-k²/2x}, which underflows at k = 39 √x; for small x, as (x/2)^k/k!, far before k = 200.
    const auto size = static_cast<std::size_t>(40 * std::sqrt(x) + 200);
    const double offset = family == BesselFamily::cylindrical ? 0 : 0.5;
    // Any start serves: its error at k shrinks by (I_size/I_k)².
    std::vector<double> ratio(size);
    double quotient = x / (2 * static_cast<double>(size) + x);
    for (std::size_t k = size - 1; k > 0; --k) {
        quotient = x / (2 * (static_cast<double>(k) + offset) + x * quotient);
        ratio[k] = quotient;
    }
    ratio[0] = 1;
    for (std::size_t k = 1; k < size; ++k) ratio[k] *= ratio[k - 1];
    return ratio;
}

double scaled_bessel_zero(BesselFamily family, double x) {
    if (family == BesselFamily::spherical) return -std::expm1(-2 * x) / (2 * x);
    const std::vector<double> ratio = bessel_ratios(family, x);
    // Sums e^x = I_0 + 2 Σ_k I_k from the smallest term up.
    return 1 / (2 * std::accumulate(ratio.rbegin(), ratio.rend() - 1, 0.0) + 1);
}

}  // namespace coalesce
