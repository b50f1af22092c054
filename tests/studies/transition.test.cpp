#include "studies/transition.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::studies;

TEST_CASE("transition: particles, their theory and half-way points are those of the definition") {
    TransitionSettings settings = transition_settings({});
    settings.crowds = {8};
    settings.gammas = {0.5, 1.5};
    const Transition study = compute_transition(settings, [](double) {});
    REQUIRE(study.crowds.size() == 4);
    for (const Transition::Crowd& crowd : study.crowds) {
        CAPTURE(crowd.gamma);
        // Rates are at most 1: a step of 0.01 errs by 1e-10/120.
        const double rho = reference::equiangular_by_particles(crowd.attention, crowd.n, crowd.gamma * std::log(8),
                                                               Transition::rho0, Transition::moment, 300);
        CHECK(crowd.particles == doctest::Approx(rho).epsilon(1e-9));
        CHECK(crowd.theory == doctest::Approx(rho).epsilon(1e-9));
        // Unnormalised: the rate is 2(1-ρ)(e^{β(ρ-1)}(1+(n-1)ρ))/n and so n^{-γ(1-ρ)} of that at β = 0.
        if (crowd.attention == Attention::unnormalized)
            CHECK(crowd.exponent == doctest::Approx(crowd.gamma / 2).epsilon(1e-9));
    }
    for (const Transition::HalfWay& row : study.half_ways) {
        CHECK(row.limit() == doctest::Approx(1 / (1 - row.start)));
        // n = 32: the particles are half-way from ρ to 1 there.
        const double rho = reference::equiangular_by_particles(Attention::softmax, 32, row.gamma[0] * std::log(32),
                                                               row.start, Transition::moment, 300);
        CHECK(rho == doctest::Approx((1 + row.start) / 2).epsilon(1e-6));
    }
    // Long contexts: nearer to 1/(1-ρ) at each larger n.
    const Result result = result_of(study);
    CHECK(result.passes());
    CHECK(result.table("half_way").column("limit").reals()[1] == doctest::Approx(2));
    CHECK(result.table("particles").rows() == 4);
}

TEST_CASE("transition: particles off their theory by a thousandth are not met") {
    Transition study;
    study.crowds = {{.n = 32, .gamma = 1, .particles = 0.5005, .theory = 0.5}};
    study.crowds[0].exponent = study.crowds[0].exponent_theory();
    study.half_ways = {{0.5, {2.2, 2.01}}};
    const Result result = result_of(study);
    CHECK(result.checks->at(0).value == doctest::Approx(1e-3));
    CHECK(!result.passes());
    study.crowds[0].particles = 0.5;
    CHECK(result_of(study).passes());
    study.half_ways[0].gamma = {2.01, 2.02};  // away from the limit
    CHECK(result_of(study).checks->at(3).value == 1);
    CHECK(!result_of(study).passes());
}
