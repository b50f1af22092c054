#include "coalesce/studies/growth.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace coalesce;
using namespace coalesce::studies;

namespace {

/// Returns ∫ e^{β(cos θ - 1)} cos kθ dθ/2π, by equal weights: exact while modes near n are below rounding.
double circle_mode(int k, double beta) {
    constexpr int n = 512;
    double sum = 0;
    for (int j = 0; j < n; ++j) {
        const double angle = 2 * std::numbers::pi * j / n;
        sum += std::exp(beta * (std::cos(angle) - 1)) * std::cos(k * angle);
    }
    return sum / n;
}

/// Returns ½ ∫ e^{β(u - 1)} P_l(u) du over [-1, 1], by Simpson's rule.
double sphere_mode(int l, double beta) {
    constexpr int n = 20'000;
    double sum = 0;
    for (int j = 0; j <= n; ++j) {
        const double u = -1 + 2.0 * j / n, weight = j == 0 || j == n ? 1 : j % 2 == 1 ? 4 : 2;
        sum += weight * std::exp(beta * (u - 1)) * std::legendre(static_cast<unsigned>(l), u);
    }
    return sum / (3 * n);
}

}  // namespace

TEST_CASE("ripples grow at the rates of the linearised equation") {
    // With log Z = log Z0 + ε (c_k/c_0) Y_k, the velocity of softmax is ∇ log Z/β, and the density 1 + ε Y_k changes by
    // -∇·v: the rate is λ_k c_k/(β c_0) with -Δ Y_k = λ_k Y_k. Unnormalised attention lacks the 1/c_0.
    for (const char* attention : {"softmax", "unnormalized"}) {
        CAPTURE(attention);
        GrowthSettings settings = growth_settings({std::string("model.attention=") + attention});
        settings.betas = {5, 20};
        const Growth study = compute_growth(settings, [](double) {});
        REQUIRE(study.runs.size() == 4);
        for (const Growth::Run& run : study.runs) {
            CAPTURE(run.dimension);
            CAPTURE(run.beta);
            const bool circle = run.dimension == 2;
            const double zero = circle ? circle_mode(0, run.beta) : sphere_mode(0, run.beta);
            double largest = 0;
            for (const Growth::Mode& mode : run.modes) {
                const double eigenvalue = circle ? mode.k * mode.k : mode.k * (mode.k + 1);
                const double c = circle ? circle_mode(mode.k, run.beta) : sphere_mode(mode.k, run.beta);
                const double rate = eigenvalue * c / run.beta / (study.softmax() ? zero : 1);
                CHECK(mode.theory == doctest::Approx(rate).epsilon(1e-9));
                // Squares of ripples are 1e-6 of them in the end, a step of rk4 errs by (0.1)^4/120 of a rate.
                if (mode.k <= run.fastest) CHECK(mode.rate == doctest::Approx(rate).epsilon(1e-5));
                largest = std::max(largest, rate);
            }
            CHECK(run.modes[static_cast<std::size_t>(run.fastest - 1)].theory == doctest::Approx(largest));
        }
    }
}

TEST_CASE("growth: a rate off by a hundredth is not met") {
    Growth study;
    study.settings = growth_settings({});
    Growth::Run run{.beta = 5, .fastest = 2, .times = {}, .modes = {}};
    for (const int k : {1, 2, 3}) run.modes.push_back({.k = k, .theory = 0.5, .rate = 0.5, .log10_amplitude = {}});
    run.modes[2].rate = 0.9;  // beyond the fastest: not judged
    study.runs = {run};
    CHECK(result_of(study).passes());
    study.runs[0].modes[1].rate = 0.505;
    const Result result = result_of(study);
    CHECK(result.checks->at(0).value == doctest::Approx(0.01));
    CHECK(!result.passes());
    CHECK(result.table("runs.0.modes").column("rate").reals() == std::vector<double>{0.5, 0.505, 0.9});
    CHECK(result.table("runs.0.modes").column("rate").unit == "1/time");
}
