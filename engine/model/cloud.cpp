#include "coalesce/model/cloud.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "coalesce/model/error.hpp"

namespace coalesce {

void Cloud::set_masses(std::vector<double> masses) {
    if (masses.empty()) {
        masses_.clear();
        return;
    }
    if (masses.size() != count_)
        throw InputError("masses: found " + std::to_string(masses.size()) + ", expected one for each of " +
                         std::to_string(count_) + " tokens");
    const auto bad = std::find_if_not(masses.begin(), masses.end(), [](double m) { return std::isfinite(m) && m > 0; });
    if (bad != masses.end())
        throw InputError("masses[" + std::to_string(bad - masses.begin()) + "]: found " + std::to_string(*bad) +
                         ", expected a finite number > 0");
    // Masses are scaled by the largest first, so that sums of masses near the largest double stay finite.
    const double largest = *std::max_element(masses.begin(), masses.end());
    for (double& mass : masses) mass /= largest;
    const double total = std::accumulate(masses.begin(), masses.end(), 0.0);
    for (double& mass : masses) mass /= total;
    masses_ = std::move(masses);
}

std::vector<double> row_major(const Cloud& cloud) {
    const auto d = static_cast<std::size_t>(cloud.dimension());
    std::vector<double> rows(d * cloud.size());
    for (std::size_t k = 0; k < d; ++k) {
        const auto plane = cloud.axis(static_cast<int>(k));
        for (std::size_t i = 0; i < cloud.size(); ++i) rows[i * d + k] = plane[i];
    }
    return rows;
}

double drift_from_sphere(const Cloud& cloud) {
    double drift = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) drift = std::max(drift, std::abs(norm(cloud.token(i)) - 1));
    return drift;
}

}  // namespace coalesce
