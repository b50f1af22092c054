#include "coalesce/studies/transition.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::studies;

namespace {

Transition small_transition() {
    return compute_transition({.crowds = {8, 20}, .gammas = {0.5, 2, 4}}, [](double) {});
}

}  // namespace

TEST_CASE("particles and curve stand where classical steps of all pairs take the tokens") {
    const Transition study = small_transition();
    REQUIRE(study.crowds.size() == 12);
    for (const Transition::Crowd& crowd : study.crowds) {
        CAPTURE(crowd.n);
        CAPTURE(crowd.gamma);
        // Fourth order: rates are at most about β log n < 36, and (36 · 3/3000)^4 is 2e-6 of a step's change; with half
        // the steps the results differ by less than 1e-8, of which a sixteenth is left.
        const double expected = reference::equiangular_by_particles(
            crowd.attention, crowd.n, crowd.gamma * std::log(crowd.n), Transition::rho0, Transition::moment, 3000);
        CHECK(crowd.particles == doctest::Approx(expected).epsilon(1e-8));
        CHECK(crowd.theory == doctest::Approx(expected).epsilon(1e-8));
    }
}

TEST_CASE("the rate at the start is that of the weights at one inner product") {
    for (const Transition::Crowd& crowd : small_transition().crowds) {
        CAPTURE(crowd.n);
        CAPTURE(crowd.gamma);
        // All pairs have the inner product ρ, so that a token moves towards each other one with the weight
        // e^{β(ρ-1)}/n, under softmax e^{βρ}/(e^β + (n-1) e^{βρ}); at β = 0 both are 1/n.
        const double n = crowd.n, weight = std::pow(n, -crowd.gamma * (1 - Transition::rho0));
        const double ratio = crowd.attention == Attention::softmax ? n * weight / (1 + (n - 1) * weight) : weight;
        CHECK(crowd.exponent == doctest::Approx(-std::log(ratio) / std::log(n)).epsilon(1e-9));
    }
}

TEST_CASE("half-way points approach 1/(1-ρ) as log n grows") {
    const Transition study = small_transition();
    REQUIRE(study.half_ways.size() == 3);
    for (const Transition::HalfWay& row : study.half_ways) {
        const double limit = 1 / (1 - row.start), t = Transition::moment;
        // ρ' = 2ρ(1-ρ) n^{1-γ(1-ρ)}/(1 + n^{1-γ(1-ρ)}): half the way is gone where the rate has sunk to about 1/t,
        // which moves γ from the limit by log(2ρ(1-ρ) γ log n · t)/((1-ρ) log n) to first order in 1/log n.
        const double log_n = Transition::swept[std::size(Transition::swept) - 1] * std::log(10);
        const double first_order =
            std::log(2 * row.start * (1 - row.start) * limit * log_n * t) / ((1 - row.start) * log_n);
        CHECK(std::abs(row.gamma.back() - limit) < 1.5 * first_order);
        CHECK(std::abs(row.gamma.front() - limit) > std::abs(row.gamma.back() - limit));
    }
}

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
        // Unnormalised, the rate is 2(1-ρ)(e^{β(ρ-1)}(1+(n-1)ρ))/n and so n^{-γ(1-ρ)} of that at β = 0.
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
