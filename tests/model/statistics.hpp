#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace coalesce::test {

/// Kolmogorov–Smirnov distance between a sample and a continuous distribution function.
inline double ks_distance(std::vector<double> sample, const std::function<double(double)>& cumulative) {
    std::sort(sample.begin(), sample.end());
    const auto n = static_cast<double>(sample.size());
    double distance = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double expected = cumulative(sample[i]);
        distance =
            std::max({distance, expected - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - expected});
    }
    return distance;
}

/// Distance that a correct sample of n exceeds with probability 1e-6: P(D sqrt(n) > x) ≈ 2 e^{-2x²}, x = 2.694. The
/// seeds are fixed, so a passing test passes for ever; the bound only excludes a lucky seed.
inline double ks_bound(std::size_t n) {
    return 2.694 / std::sqrt(static_cast<double>(n));
}

/// Pearson's χ² of counts against expected counts, as a standard normal (Wilson–Hilferty): (cube root of χ²/k minus its
/// mean) over its standard deviation, k = bins - 1. A correct sample exceeds 4.75 with probability 1e-6.
inline double chi_square_score(const std::vector<double>& counts, const std::vector<double>& expected) {
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) sum += std::pow(counts[i] - expected[i], 2) / expected[i];
    const double k = static_cast<double>(counts.size()) - 1, spread = 2 / (9 * k);
    return (std::cbrt(sum / k) - (1 - spread)) / std::sqrt(spread);
}
constexpr double chi_square_bound = 4.75;

}  // namespace coalesce::test
