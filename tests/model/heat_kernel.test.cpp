#include "model/heat_kernel.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "coalesce/model/law.hpp"
#include "coalesce/model/random.hpp"
#include "model/statistics.hpp"
#include "reference/heat_series.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

}  // namespace

TEST_CASE("the heat kernel agrees with its Legendre series") {
    // Below τ = 1/4 the exponent φ²/4τ has a relative error of a few ulp: |exponent|·1e-15 bounds it, at most 1e-12
    // here. Above, the series cancels from its first term 1/(4π) to at least 4e-6, which costs five digits.
    for (const double tau : {1e-3, 4e-3, 0.02, 0.1, 0.2499, 0.25, 0.3, 1.0, 3.0, 10.0}) {
        for (const double angle : {0.0, 1e-9, 1e-3, 0.01, 0.1, 0.5, 1.0, 2.0, 3.0, pi}) {
            if (angle * angle / (4 * tau) > 80) continue;  // e^{-80}: beyond the 50 digits of the series
            CAPTURE(tau);
            CAPTURE(angle);
            const double density = reference::heat_kernel(tau, angle);
            CHECK(std::abs(sphere_heat_kernel(tau, angle) - density) <= 2e-12 * density);
            const double survival = reference::heat_survival(tau, angle);
            CHECK(std::abs(heat_kernel_at(tau, angle).survival - survival) <= 2e-12 * survival + 1e-16);
        }
    }
}

TEST_CASE("at small times the heat kernel is Gaussian with the curvature's correction") {
    // (4πτ)^{-1} e^{-θ²/4τ} sqrt(θ/sin θ) (1 + τ a(θ) + O(τ²)), 1/4 < a < 2/3 up to θ = 2 (a(0) = 1/3).
    for (const double tau : {1e-6, 1e-5, 1e-4}) {
        for (const double s : {0.0, 0.3, 1.0, 3.0, 8.0, 20.0}) {
            const double angle = s * std::sqrt(4 * tau);
            if (angle > 2) continue;
            const double bend = angle > 0 ? std::sqrt(angle / std::sin(angle)) : 1;
            const double gaussian = std::exp(-angle * angle / (4 * tau)) * bend / (4 * pi * tau);
            CAPTURE(tau);
            CAPTURE(s);
            const double ratio = sphere_heat_kernel(tau, angle) / gaussian;
            // An exponent of s² = 400 has a rounding error of 1e-13.
            CHECK(ratio - 1 > tau / 4 - 1e-12);
            CHECK(ratio - 1 < tau * 2 / 3 + 1e-12);
        }
    }
}

TEST_CASE("the heat kernel at its extremes") {
    CHECK(sphere_heat_kernel(1e-6, pi) == 0.0);  // e^{-2.5e6}
    CHECK(sphere_heat_kernel(1e-6, 0) == doctest::Approx(1 / (4 * pi * 1e-6)).epsilon(1e-6));
    CHECK(sphere_heat_kernel(1e3, 1) == doctest::Approx(1 / (4 * pi)).epsilon(1e-15));
    CHECK(sphere_heat_kernel(1e300, 2) == doctest::Approx(1 / (4 * pi)).epsilon(1e-15));
    CHECK(std::isfinite(sphere_heat_kernel(1e-40, 1e-21)));
    for (const double tau : {1e-30, 1e-6, 0.1, 0.24, 0.26, 5.0}) {
        CHECK(heat_kernel_at(tau, 0).survival == doctest::Approx(1).epsilon(1e-13));
        CHECK(heat_kernel_at(tau, pi).survival == doctest::Approx(0));
    }
}

TEST_CASE("the two formulas meet at their border") {
    for (double angle = 0; angle < pi; angle += 0.1) {
        const double below = sphere_heat_kernel(std::nextafter(0.25, 0.0), angle),
                     above = sphere_heat_kernel(0.25, angle);
        CHECK(std::abs(below - above) <= 2e-12 * above);
    }
}

TEST_CASE("angles drawn from the heat kernel follow its distribution function") {
    constexpr std::size_t n = 100'000;
    for (const double tau : {2e-5, 0.005, 0.02, 0.3, 2.0}) {
        const HeatKernelSampler sampler(tau);
        const CounterRandom random(11, Stream::sampling);
        std::vector<double> angles;
        for (std::size_t i = 0; i < n; ++i) angles.push_back(sampler.angle(random.uniforms(i, 0)[0]));
        CAPTURE(tau);
        const auto cumulative = [&](double angle) { return 1 - heat_kernel_at(tau, angle).survival; };
        CHECK(test::ks_distance(angles, cumulative) < test::ks_bound(n));
    }
}

TEST_CASE("the sampler's table inverts the survival function within its stated error") {
    for (const double tau : {1e-30, 1e-10, 2e-5, 0.02, 0.24, 0.26, 2.0, 1e3}) {
        const HeatKernelSampler sampler(tau);
        for (const double u : {1e-15, 1e-9, 1e-4, 0.01, 0.3, 0.5, 0.7, 0.99, 0.9999, 1 - 1e-9}) {
            CAPTURE(tau);
            CAPTURE(u);
            CHECK(std::abs(heat_kernel_at(tau, sampler.angle(u)).survival - u) < 1e-10);
        }
    }
}
