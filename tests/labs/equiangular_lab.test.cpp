#include "labs/equiangular_lab.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "labs/equiangular_particles.hpp"
#include "model/error.hpp"
#include "theory/equiangular.hpp"

using namespace coalesce;

TEST_CASE("direct particles follow the equation, softmax and unnormalised") {
    for (const Attention attention : {Attention::softmax, Attention::unnormalized})
        for (const double gamma : {0.0, 1.0, 1.9}) {
            const EquiangularSettings settings{.n = 24, .gamma = gamma, .rho = 0.4, .attention = attention, .until = 6};
            const EquiangularSeries series = equiangular_series(settings);
            REQUIRE(series.time.size() == 201);
            REQUIRE(series.particles.size() == 201);
            CHECK(series.time.back() == 6);
            // Runge–Kutta: (rate h)^4/120 with rates up to 2β/e = 4.5 at h = 0.05, over a turn of a unit of time.
            for (std::size_t k = 0; k < series.time.size(); ++k)
                REQUIRE(std::abs(series.particles[k] - series.theory[k]) < 1e-5);
        }
}

TEST_CASE("speeds of direct particles are those of the equation") {
    for (const int n : {2, 32, 100})
        for (const double beta : {0.0, 2.0, 9.0}) {
            const EquiangularRates rates = equiangular_rates({.n = n, .beta = beta});
            for (std::size_t k = 0; k < rates.points.size(); ++k) {
                const double rho = rates.points[k];
                // Sums of n² terms of order 1, divided by n²: rounding.
                CHECK(std::abs(rates.softmax_particles[k] - equiangular_rate(Attention::softmax, n, beta, rho)) <
                      1e-12);
                CHECK(std::abs(rates.unnormalized_particles[k] -
                               equiangular_rate(Attention::unnormalized, n, beta, rho)) < 1e-12);
            }
        }
    // papers.md's number, checked against particles there.
    CHECK(equiangular_rate(Attention::softmax, 32, 2, 0.5) == doctest::Approx(0.489).epsilon(2e-3));
    CHECK(equiangular_rates({.n = 1000}).points.empty());
}

TEST_CASE("the time to gather is the time at which the curve has") {
    for (const Attention attention : {Attention::softmax, Attention::unnormalized})
        for (const double n : {32.0, 1e9})
            for (const double beta : {0.0, 3.0, 12.0})
                for (const double rho : {0.05, 0.5, 0.9}) {
                    const double time = equiangular_time(attention, n, beta, rho, 0.01 * (1 - rho));
                    const double reached = equiangular_curve(attention, n, beta, rho, time);
                    // 1-ρ falls as e^{-2t} there: an error of 1e-8 of the time is 2e-8 t of it; the curve's own is
                    // 1e-10.
                    CHECK(1 - reached == doctest::Approx(0.01 * (1 - rho)).epsilon(1e-6 * std::max(1.0, time)));
                }
    CHECK(std::isinf(equiangular_time(Attention::softmax, 32, 2000, 0.1, 0.01)));
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
                // ρ' = 2ρ(1-ρ) n^-excess, which grows e-fold while ρ gains 1/β: the wait is that rate's inverse over β,
                // to first order in 1/β.
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
        // As above, with rates up to 2β/e = 11 at h = 0.5/β.
        CHECK(std::abs(transition.particles[k] - equiangular_curve(Attention::softmax, 32, beta, 0.5, 3)) < 1e-4);
    }
}

TEST_CASE("runs of particles that would take hours are refused") {
    CHECK_NOTHROW(check(EquiangularSettings{}));
    CHECK_NOTHROW(check(EquiangularSettings{.n = 1'000'000, .until = 1e6}));
    try {
        check(EquiangularSettings{.n = 256, .until = 1e6});
        FAIL("nothing was refused");
    } catch (const InputError& error) {
        CHECK(std::string(error.what()) ==
              "until: found 1000000, expected at most 74 where 256 particles take steps of 0.05");
    }
}
