#include "model/spherical_mixture.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/model/random.hpp"
#include "model/heat_kernel.hpp"

using namespace coalesce;

namespace {

/// Components about points of a spiral, with `widths` different widths.
MixtureLaw many(std::size_t components, std::size_t widths) {
    MixtureLaw law;
    for (std::size_t k = 0; k < components; ++k) {
        const double z = 2 * (static_cast<double>(k) + 0.5) / static_cast<double>(components) - 1;
        const double turn = 2.4 * static_cast<double>(k), r = std::sqrt(1 - z * z);
        const double share = static_cast<double>(k % widths) / static_cast<double>(widths);
        law.components.push_back({1, {r * std::cos(turn), r * std::sin(turn), z}, 0.05 + 0.4 * share});
    }
    return law;
}

}  // namespace

TEST_CASE("tables are built for widths that are drawn from often, and for no others") {
    // 10 000 components of one width each: a token in five draws
    // from each, so that a table of 1025 values would not pay.
    CHECK(SphericalMixture(many(10'000, 10'000), 2000).tables() == 0);
    CHECK(SphericalMixture(many(10'000, 1), 2000).tables() == 1);
    CHECK(SphericalMixture(many(10'000, 10), 1'000'000).tables() == 10);
    CHECK(SphericalMixture(many(3, 3), 2000).tables() == 3);
    // At most as many tables as fit into 64 MiB, however many tokens there are.
    CHECK(SphericalMixture(many(20'000, 20'000), 100'000'000).tables() <= 4096);
    MixtureLaw points = many(4, 4);
    for (auto& component : points.components) component.std = 0;
    CHECK(SphericalMixture(points, 2000).tables() == 0);
}

TEST_CASE("what is tabulated changes no bit of a token") {
    const MixtureLaw law = many(6, 6);
    const SphericalMixture tabulated(law, 1'000'000), computed(law, 6);
    REQUIRE(tabulated.tables() == 6);
    REQUIRE(computed.tables() == 0);
    const CounterRandom random(3, Stream::sampling);
    for (std::size_t i = 0; i < 600; ++i)
        REQUIRE(tabulated.token(i % 6, random.uniforms(i, 0)) == computed.token(i % 6, random.uniforms(i, 0)));
}

TEST_CASE("a sampler without a table gives the same angles to the last bit") {
    const CounterRandom random(5, Stream::sampling);
    for (const double tau : {1e-30, 1e-10, 2e-5, 0.005, 0.1, 0.2499, 0.25, 1.0, 30.0, 1e3}) {
        CAPTURE(tau);
        const HeatKernelSampler table(tau), formula(tau, HeatKernelSampler::Form::formula);
        REQUIRE(table.form() == HeatKernelSampler::Form::table);
        REQUIRE(formula.form() == HeatKernelSampler::Form::formula);
        for (const double u : {0x1p-54, 1e-15, 1e-9, 1e-3, 0.5, 0.999, 1 - 1e-9, 1 - 0x1p-53})
            REQUIRE(formula.angle(u) == table.angle(u));
        for (std::size_t i = 0; i < 200; ++i) {
            const double u = random.uniforms(i, 0)[0];
            REQUIRE(formula.angle(u) == table.angle(u));
        }
    }
}
