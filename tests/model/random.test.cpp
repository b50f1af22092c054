#include "coalesce/model/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace coalesce;

TEST_CASE("random numbers are a pure function of seed, stream, index and draw") {
    const CounterRandom random(7, Stream::initial_law);
    CHECK(random.uniforms(3, 0) == CounterRandom(7, Stream::initial_law).uniforms(3, 0));
    CHECK(random.uniforms(3, 0) != random.uniforms(4, 0));
    CHECK(random.uniforms(3, 0) != random.uniforms(3, 1));
    CHECK(random.uniforms(3, 0) != CounterRandom(8, Stream::initial_law).uniforms(3, 0));
    CHECK(random.uniforms(3, 0) != CounterRandom(7, Stream::noise).uniforms(3, 0));
    // The high words of seed and index count as well.
    CHECK(random.uniforms(3, 0) != CounterRandom(7 + (1ull << 40), Stream::initial_law).uniforms(3, 0));
    CHECK(random.uniforms(3, 0) != random.uniforms(3 + (1ull << 40), 0));
}

namespace {

/// Kolmogorov–Smirnov statistic sqrt(n) sup |F_n - F| of sorted values of F.
double kolmogorov(std::vector<double> probabilities) {
    std::sort(probabilities.begin(), probabilities.end());
    const auto n = static_cast<double>(probabilities.size());
    double distance = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const auto below = static_cast<double>(i);
        distance = std::max({distance, probabilities[i] - below / n, (below + 1) / n - probabilities[i]});
    }
    return std::sqrt(n) * distance;
}

// P(statistic > 1.95) = 2 exp(-2·1.95²) ≈ 1e-3; the seeds are fixed, so the outcome never changes.
constexpr double kolmogorov_bound = 1.95;

}  // namespace

TEST_CASE("uniforms are uniform in the open unit interval and the two of a draw independent") {
    const CounterRandom random(1, Stream::sampling);
    std::vector<double> first, second;
    double covariance = 0;
    const int n = 100000;
    for (int i = 0; i < n; ++i) {
        const auto [u, v] = random.uniforms(static_cast<std::uint64_t>(i), 0);
        REQUIRE((u > 0 && u < 1 && v > 0 && v < 1));
        first.push_back(u);
        second.push_back(v);
        covariance += (u - 0.5) * (v - 0.5) / n;
    }
    CHECK(kolmogorov(first) < kolmogorov_bound);
    CHECK(kolmogorov(second) < kolmogorov_bound);
    CHECK(std::abs(covariance) < 4.0 / 12 / std::sqrt(n));  // 4 standard deviations of a mean of products
}

TEST_CASE("normals follow the standard normal law") {
    const CounterRandom random(1, Stream::noise);
    std::vector<double> first, second;
    for (std::uint64_t i = 0; i < 100000; ++i) {
        const auto [a, b] = random.normals(i, 5);
        first.push_back(0.5 * std::erfc(-a / std::sqrt(2.0)));
        second.push_back(0.5 * std::erfc(-b / std::sqrt(2.0)));
    }
    CHECK(kolmogorov(first) < kolmogorov_bound);
    CHECK(kolmogorov(second) < kolmogorov_bound);
}
