#include "reference/two_samples.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce::reference {

double two_sample_p(std::vector<double> a, std::vector<double> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const auto m = static_cast<double>(a.size()), n = static_cast<double>(b.size());
    double distance = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const double x = std::min(a[i], b[j]);
        while (i < a.size() && a[i] <= x) ++i;
        while (j < b.size() && b[j] <= x) ++j;
        distance = std::max(distance, std::abs(static_cast<double>(i) / m - static_cast<double>(j) / n));
    }
    const double scaled = std::sqrt(m * n / (m + n)) * distance;
    if (scaled < 0.2) return 1;  // the series below converges slowly there
    double p = 0;
    for (int k = 1; k <= 100; ++k) p += (k % 2 == 1 ? 2 : -2) * std::exp(-2 * k * k * scaled * scaled);
    return std::clamp(p, 0.0, 1.0);
}

}  // namespace coalesce::reference
