#include "coalesce/studies/equiangular_lab.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "coalesce/theory/equiangular.hpp"
#include "studies/equiangular_particles.hpp"

using namespace coalesce;

TEST_CASE("direct particles follow the equation, softmax and unnormalised") {
    for (const Attention attention : {Attention::softmax, Attention::unnormalized})
        for (const double gamma : {0.0, 1.0, 1.9}) {
            const EquiangularSettings settings{.n = 24, .gamma = gamma, .rho = 0.4, .attention = attention, .until = 6};
            const EquiangularSeries series = equiangular_series(settings);
            REQUIRE(series.time.size() == 201);
            REQUIRE(series.particles.size() == 201);
            CHECK(series.time.back() == 6);
            // Steps err by 1e-11 in a coordinate, amplified by rates of up to 2β/e = 4.5.
            for (std::size_t k = 0; k < series.time.size(); ++k)
                REQUIRE(std::abs(series.particles[k] - series.theory[k]) < 1e-8);
        }
}

TEST_CASE("speeds of direct particles are those of the equation") {
    for (const int n : {2, 32, 100})
        for (const double beta : {0.0, 2.0, 9.0}) {
            const EquiangularRates rates = equiangular_rates({.n = n, .beta = beta});
            for (std::size_t k = 0; k < rates.points.size(); ++k) {
                const double rho = rates.points[k];
                // Rounding: sums of n² terms of order 1, divided by n².
                CHECK(std::abs(rates.softmax_particles[k] - equiangular_rate(Attention::softmax, n, beta, rho)) <
                      1e-12);
                CHECK(std::abs(rates.unnormalized_particles[k] -
                               equiangular_rate(Attention::unnormalized, n, beta, rho)) < 1e-12);
            }
        }
    // The velocity of 32 direct tokens was computed independently of this program.
    CHECK(equiangular_rate(Attention::softmax, 32, 2, 0.5) == doctest::Approx(0.489).epsilon(2e-3));
    CHECK(equiangular_rates({.n = 1000}).points.empty());
}

TEST_CASE("the time to gather is the time at which the curve has") {
    for (const Attention attention : {Attention::softmax, Attention::unnormalized})
        for (const double n : {32.0, 1e9})
            for (const double beta : {0.0, 3.0, 12.0})
                for (const double rho : {0.05, 0.5, 0.9}) {
                    const double time = std::pow(10, equiangular_log10_time(attention, n, beta, rho, 0.01 * (1 - rho)));
                    const double reached = equiangular_curve(attention, n, beta, rho, time);
                    // Rounding of the logarithm is 1e-15 of up to 11 decades; 1-ρ falls at up to 2β/e times itself.
                    CHECK(1 - reached == doctest::Approx(0.01 * (1 - rho)).epsilon(1e-11 * std::max(1.0, time)));
                }
}

TEST_CASE("the map of times knows the transition: moments on its fast side, long waits on the slow one") {
    constexpr double n = 1e12;
    const ClusterTimes map = cluster_times({.n = static_cast<std::int64_t>(n)});
    int fast = 0, slow = 0;
    for (int row = 0; row < ClusterTimes::rows; ++row)
        for (int column = 0; column < ClusterTimes::columns; ++column) {
            const double gamma = ClusterTimes::highest_gamma * (column + 0.5) / ClusterTimes::columns;
            const double rho = ClusterTimes::highest_rho - (ClusterTimes::highest_rho - ClusterTimes::lowest_rho) *
                                                               (row + 0.5) / ClusterTimes::rows;
            const double beta = gamma * std::log(n), excess = gamma * (1 - rho) - 1;
            const double log10_time = map.log10_time[static_cast<std::size_t>(row * ClusterTimes::columns + column)];
            if (excess < -0.3) {
                // Full speed, ρ' = 2ρ(1-ρ): log(99 (1/ρ) + …)/2 < 5 units of time at ρ = 0.02.
                ++fast;
                CHECK(log10_time < 0.75);
            }
            if (excess > 0.5 && rho > 0.2) {
                // ρ' = 2ρ(1-ρ) n^-excess, which grows e-fold while ρ gains 1/β: the wait is the inverse of that rate
                // over β, to first order in 1/β.
                ++slow;
                const double expected = 12 * excess - std::log10(2 * rho * (1 - rho) * beta);
                CHECK(log10_time == doctest::Approx(expected).epsilon(0.02));
            }
        }
    CHECK(fast > 1000);
    CHECK(slow > 500);
    CHECK(map.low < map.high);
}

TEST_CASE("rho at the end falls with γ, later in γ for fewer tokens") {
    const EquiangularTransition transition = equiangular_transition({.n = 32, .rho = 0.5, .until = 3});
    REQUIRE(transition.curves.front().n == 32);
    for (const EquiangularTransition::Curve& curve : transition.curves)
        CHECK(std::is_sorted(curve.rho.rbegin(), curve.rho.rend(), [](double a, double b) { return a < b - 1e-9; }));
    REQUIRE_FALSE(transition.particles.empty());
    for (std::size_t k = 0; k < transition.particles.size(); ++k) {
        const double beta = transition.particle_gamma[k] * std::log(32);
        // Steps err by 1e-11 in a coordinate, amplified by the rates.
        CHECK(std::abs(transition.particles[k] - equiangular_curve(Attention::softmax, 32, beta, 0.5, 3)) < 1e-8);
    }
}

TEST_CASE("unnormalised attention has no transition: its rate is n^{-γ(1-ρ)}") {
    for (const double rho : {0.0, 0.3, 0.5}) {
        const EquiangularTransition transition =
            equiangular_transition({.n = 100, .rho = rho, .attention = Attention::unnormalized}, false);
        for (const EquiangularTransition::Curve& curve : transition.curves)
            for (std::size_t k = 0; k < transition.gamma.size(); ++k)
                CHECK(curve.exponent[k] == doctest::Approx(transition.gamma[k] * (1 - rho)));
        // Velocities of direct particles have rounding errors of 1e-14, rates are 1e-9 and more.
        CHECK(transition.rate_gamma.size() > 5);
        for (std::size_t k = 0; k < transition.rate_gamma.size(); ++k)
            CHECK(transition.rate_exponent[k] ==
                  doctest::Approx(transition.rate_gamma[k] * (1 - rho)).scale(1).epsilon(1e-5));
    }
    // Rates of direct particles have softmax's kink, rounded over log_n 2.
    const EquiangularTransition transition = equiangular_transition({.n = 200, .rho = 0.5}, false);
    for (std::size_t k = 0; k < transition.rate_gamma.size(); ++k) {
        const double kink = std::max(0.0, transition.rate_gamma[k] / 2 - 1);
        CHECK(std::abs(transition.rate_exponent[k] - kink) < std::log(2) / std::log(200) + 1e-5);
    }
}

TEST_CASE("the ends of every key's range are no more work than the middle") {
    // Every curve is a bounded number of exponential integrals and particles take a bounded number of steps: only a NaN
    // or an infinity could go wrong.
    for (const BasicParameter<EquiangularSettings>& parameter : equiangular_parameters())
        for (const double end : {parameter.minimum, parameter.maximum}) {
            EquiangularSettings settings{.n = 16};
            if (parameter.key == "attention") continue;
            CAPTURE(parameter.key);
            CAPTURE(end);
            // An open end is no value; the neighbouring double is the extreme one.
            double value = end;
            if (end == parameter.minimum && parameter.open_minimum) value = std::nextafter(end, 1e300);
            if (end == parameter.maximum && parameter.open_maximum) value = std::nextafter(end, -1e300);
            for (const Attention attention : {Attention::softmax, Attention::unnormalized}) {
                settings.attention = attention;
                char text[64];
                std::snprintf(text, sizeof text, "%s=%.17g", std::string(parameter.key).c_str(), value);
                assign(equiangular_parameters(), {text}, settings);
                const EquiangularSeries series = equiangular_series(settings);
                for (const double rho : series.theory) REQUIRE((rho >= settings.rho - 1e-15 && rho <= 1));
                for (std::size_t k = 0; k < series.particles.size(); ++k)
                    REQUIRE(std::abs(series.particles[k] - series.theory[k]) < 1e-6);
                const EquiangularTransition transition = equiangular_transition(settings, false);
                for (const EquiangularTransition::Curve& curve : transition.curves)
                    for (std::size_t k = 0; k < transition.gamma.size(); ++k) {
                        REQUIRE((curve.rho[k] >= settings.rho - 1e-15 && curve.rho[k] <= 1));
                        REQUIRE(std::isfinite(curve.exponent[k]));
                    }
                const ClusterTimes map = cluster_times(settings);
                REQUIRE(std::isfinite(map.low));
                REQUIRE(std::isfinite(map.high));
            }
        }
}
