#include "studies/equiangular_particles.hpp"

#include <doctest/doctest.h>

#include <array>

#include "coalesce/theory/equiangular.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

TEST_CASE("particles are those of the sum over all pairs") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const int n : {2, 5, 16}) {
            CAPTURE(n);
            const std::array<double, 1> time{1.5};
            const double mine = equiangular_particles(attention, n, 3, 0.3, time)[0];
            // 300 steps of 0.005 with rates up to 2β/e = 2.2: (0.011)^4/120 = 1e-10 of a rate; and 1e-12 a step,
            // between whose ends the interpolation is of fourth order.
            CHECK(mine ==
                  doctest::Approx(reference::equiangular_by_particles(attention, n, 3, 0.3, 1.5, 300)).epsilon(1e-8));
        }
}

TEST_CASE("times are those asked for, and the curve is theory's") {
    const std::array<double, 4> times{0, 0.5, 0.5, 2};
    const auto rho = equiangular_particles(Attention::softmax, 32, 4, 0.5, times);
    REQUIRE(rho.size() == 4);
    CHECK(rho[0] == doctest::Approx(0.5).epsilon(1e-13));
    CHECK(rho[1] == rho[2]);
    // Steps err by 1e-11 each, there are some tens of them, and ρ moves at rates of a few.
    for (std::size_t k = 0; k < times.size(); ++k)
        CHECK(rho[k] == doctest::Approx(equiangular_curve(Attention::softmax, 32, 4, 0.5, times[k])).epsilon(1e-9));
}

TEST_CASE("steps do not get more with β or the times") {
    // Fixed steps of 0.5/β would number 6·10^11 in the last case.
    const std::array<double, 3> times{1, 1e3, 1e6};
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const double beta : {0.0, 30.0, 1e4, 3e5})
            for (const double rho : {0.0, 0.5, 0.999999}) {
                CAPTURE(beta);
                CAPTURE(rho);
                std::size_t done = 0;
                const std::vector<double> products =
                    equiangular_particles(attention, 16, beta, rho, times, [&](std::size_t k) { done = k; });
                CHECK(done == 3);
                for (std::size_t k = 0; k < 3; ++k)
                    CHECK(
                        products[k] ==
                        doctest::Approx(equiangular_curve(attention, 16, beta, rho, times[k])).scale(1).epsilon(1e-5));
            }
}
