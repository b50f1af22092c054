#include "theory/equiangular.hpp"

#include <doctest/doctest.h>

#include "reference/attention.hpp"

using namespace coalesce;

TEST_CASE("the rate is the one that was checked against particles") {
    CHECK(equiangular_rate(Attention::softmax, 32, 2, 0.5) == doctest::Approx(0.489).epsilon(1e-3));
    CHECK(equiangular_rate(Attention::softmax, 32, 2, 1) == 0);
    CHECK(equiangular_rate(Attention::softmax, 32, 2, -1.0 / 31) == doctest::Approx(0));
}

TEST_CASE("the curve is that of n direct particles") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const int n : {2, 3, 8, 32})
            for (const double beta : {0.0, 2.0, 6.0})
                for (const double rho : {-0.02, 0.1, 0.5}) {
                    CAPTURE(n);
                    CAPTURE(beta);
                    CAPTURE(rho);
                    const double time = 2;
                    // Steps of 1/40 with rates up to 2β: Runge–Kutta is right to some (0.3)^4/40^4 · 40 = 1e-7.
                    const double particles = reference::equiangular_by_particles(attention, n, beta, rho, time, 80);
                    const double theory = equiangular_curve(attention, n, beta, rho, time);
                    CHECK(theory == doctest::Approx(particles).epsilon(1e-6));
                    // Near the end it is the distance from 1 that says something.
                    CHECK(1 - theory == doctest::Approx(1 - particles).epsilon(1e-5));
                }
}

TEST_CASE("the ends are at rest, and time does not run backwards") {
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 1, 5) == 1);
    CHECK(equiangular_curve(Attention::softmax, 5, 2, -0.25, 5) == -0.25);
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 0.3, 0) == 0.3);
    CHECK(equiangular_curve(Attention::softmax, 8, 2, 0.3, 1e6) == doctest::Approx(1));
}
