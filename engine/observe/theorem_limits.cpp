#include "observe/theorem_limits.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {

InnerProducts inner_products(const Cloud& cloud) {
    InnerProducts result;
    double pairs = 0, low = 1, high = -1;
    for (std::size_t i = 0; i < cloud.size(); ++i)
        for (std::size_t j = i + 1; j < cloud.size(); ++j) {
            const double rho = dot(cloud.token(i), cloud.token(j));
            result.mean += rho;
            low = std::min(low, rho);
            high = std::max(high, rho);
            pairs += 1;
        }
    result.mean /= pairs;
    result.spread = high - low;
    return result;
}

bool equal_masses(const Cloud& cloud) {
    const auto masses = cloud.masses();
    return std::all_of(masses.begin(), masses.end(),
                       [&](double mass) { return std::abs(mass / masses.front() - 1) < 1e-12; });
}

}  // namespace coalesce
