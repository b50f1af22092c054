#include "labs/equiangular_particles.hpp"

#include <doctest/doctest.h>

#include <array>

#include "reference/attention.hpp"
#include "theory/equiangular.hpp"

using namespace coalesce;

TEST_CASE("particles are those of the sum over all pairs") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const int n : {2, 5, 16}) {
            CAPTURE(n);
            const std::array<double, 1> time{1.5};
            const double mine = equiangular_particles(attention, n, 3, 0.3, time, 0.05)[0];
            // The same scheme with the same 30 steps: only rounding differs.
            CHECK(mine ==
                  doctest::Approx(reference::equiangular_by_particles(attention, n, 3, 0.3, 1.5, 30)).epsilon(1e-12));
        }
}

TEST_CASE("times are those asked for, and the curve is theory's") {
    const std::array<double, 4> times{0, 0.5, 0.5, 2};
    const auto rho = equiangular_particles(Attention::softmax, 32, 4, 0.5, times, 0.02);
    REQUIRE(rho.size() == 4);
    CHECK(rho[0] == doctest::Approx(0.5).epsilon(1e-13));
    CHECK(rho[1] == rho[2]);
    // Rates up to 2β = 8: (8 · 0.02)^4/120 of them a unit of time, 5e-6 · 0.02.
    for (std::size_t k = 0; k < times.size(); ++k)
        CHECK(rho[k] == doctest::Approx(equiangular_curve(Attention::softmax, 32, 4, 0.5, times[k])).epsilon(1e-7));
}
