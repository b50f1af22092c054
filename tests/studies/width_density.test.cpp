#include "studies/width_density.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/model/random.hpp"
#include "coalesce/studies/infinite_width.hpp"

using namespace coalesce;

namespace {

double gaussian(double x, double variance) {
    return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * M_PI * variance);
}

std::vector<double> normals(std::size_t count, double std) {
    const CounterRandom random(3, Stream::sampling);
    std::vector<double> values;
    for (std::size_t k = 0; k < count; ++k) values.push_back(std * random.normals(k, 0)[0]);
    return values;
}

}  // namespace

TEST_CASE("the divergence of Gaussians") {
    const auto exact = [](double a, double b) { return (a / b - 1 - std::log(a / b)) / 2; };
    for (const auto& [a, b] : {std::pair{1.0, 1.0}, {0.4, 0.5}, {2.0, 1.0}, {0.1, 3.0}}) {
        const double p[] = {a}, q[] = {b};
        CHECK(std::abs(divergence(ScaleMixture(p), ScaleMixture(q)).value - exact(a, b)) < 1e-9);
    }
}

TEST_CASE("a mixture's density is the mean of its Gaussians") {
    const std::vector<double> variances{0.2, 0.3, 0.31, 0.9, 0.9, 1.4};
    const ScaleMixture mixture(variances);
    for (const double x : {0.0, 0.3, 1.0, 4.0}) {
        double density = 0;
        for (const double v : variances) density += gaussian(x, v) / 6;
        // Bins are log(7)/1023 = 0.002 apart; sharing errs by the
        // square of that over 8 times a curvature of order (x²/v)².
        CHECK(mixture(x) == doctest::Approx(density).epsilon(2e-4));
    }
    CHECK(mixture.atom() == 0);
    const double some_zero[] = {0, 1, 0, 1};
    CHECK(ScaleMixture(some_zero).atom() == 0.5);
    CHECK(std::isinf(divergence(ScaleMixture(some_zero), ScaleMixture(variances)).value));
}

TEST_CASE("a kernel estimate has the density of its samples, blurred") {
    const KernelDensity density(normals(100'000, 0.7));
    const double h = density.bandwidth();
    CHECK(h == doctest::Approx(0.7 * std::pow(1e5, -0.2)).epsilon(0.01));
    // The kernel widens the variance by h²; the rest is noise, (φ/(2√π h N))^½ ≈ 0.004.
    for (const double x : {-1.5, -0.5, 0.0, 0.8}) CHECK(std::abs(density(x) - gaussian(x, 0.49 + h * h)) < 4 * 0.004);
    CHECK(density(100) == 0);
}

TEST_CASE("the divergence from the limit falls with the width, as n^-2") {
    const auto estimate = [](std::int64_t n, Activation activation) {
        const InfiniteWidth settings{.n = n, .activation = activation};
        const WidthSamples layer = sample_layer(settings, 0, 50'000), limit = sample_limit(settings, 0, 50'000);
        const ScaleMixture p(layer.variance), q(limit.variance);
        const Divergence result = divergence(p, q);
        // Kernels on the outputs agree where the divergence exceeds their own noise, 6e-4: at most that is added, and
        // the blur changes it a little.
        if (n == 16)
            CHECK(divergence(KernelDensity(layer.output), KernelDensity(limit.output)) ==
                  doctest::Approx(result.value).epsilon(0.8));
        return result;
    };
    for (const Activation activation : {Activation::clip, Activation::relu}) {
        double before = 1;
        for (const std::int64_t n : {16, 64, 256, 1024}) {
            const double now = estimate(n, activation).value;
            CHECK(now < before);
            // 16 times less for 4 times the width, from 64 on, where higher orders are small.
            if (n >= 256) CHECK(before / now == doctest::Approx(16).epsilon(0.35));
            before = now;
        }
    }
}

TEST_CASE("the stated bias of a divergence is the mean of sampling alone") {
    double value = 0, bias = 0;
    for (std::int64_t seed = 1; seed <= 20; ++seed) {
        // n = 10^6 equals the limit to 1e-11.
        const InfiniteWidth settings{.n = 1'000'000, .seed = seed};
        const Divergence result = divergence(ScaleMixture(sample_layer(settings, 0, 5000).variance),
                                             ScaleMixture(sample_limit(settings, 0, 5000).variance));
        value += result.value / 20;
        bias += result.bias / 20;
    }
    // A divergence of pure noise scatters like its mean (few degrees of freedom): to 1/√20 over twenty seeds.
    CHECK(value == doctest::Approx(bias).epsilon(0.6));
    CHECK(value > 0);
}
