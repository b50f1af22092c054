#include "coalesce/studies/single_location_oracle.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/studies/single_location_plane.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "coalesce/studies/single_location_run.hpp"

using namespace coalesce;

TEST_CASE("the oracle among drawn order statistics has the risk that it has among all tokens") {
    for (const Link link : {Link::linear, Link::quadratic, Link::relu, Link::sign})
        // The cases are frozen, at the transition, and at high temperature, where the tokens that are not drawn have
        // most of the weight.
        for (const double beta : {0.15, 0.5, 2.0})
            for (const std::int64_t L : {2, 5, 34, 1000, 4000}) {
                CAPTURE(link);
                CAPTURE(beta);
                CAPTURE(L);
                SingleLocation settings{.d = 20, .L = L, .beta = beta, .gamma = 0.8, .link = link};
                settings.risk_samples = 4000;
                const MeasuredRisk all = measure_risk(settings, {.mu = 1, .nu = 1});
                const MeasuredRisk few = oracle_risk(settings, random_energy(settings).alpha, 4000);
                // Sixty comparisons at 3.5 standard errors with fixed seeds, within which the error of the Gaussian
                // remainder is hidden.
                CHECK(std::abs(all.risk - few.risk) < 3.5 * std::hypot(all.error, few.error));
                CHECK(few.risk > 0);
            }
}

TEST_CASE("the oracle locates on one side of the line c = ψ and not on the other") {
    SingleLocation settings{.d = 200};
    const LocationPhases phases = location_phases(settings, [](const LocationPhases&) { return true; });
    CHECK(phases.d == 200);
    int inside = 0, outside = 0;
    for (int row = 0; row < LocationPhases::rows; ++row)
        for (int column = 0; column < LocationPhases::columns; ++column) {
            const double gamma = phases.gamma(column), c = std::sqrt(1 - gamma * gamma);
            const double psi = random_energy(phases.alpha(row), settings.beta).psi;
            const double risk = phases.risk[static_cast<std::size_t>(row * LocationPhases::columns + column)];
            CAPTURE(gamma);
            CAPTURE(psi);
            // Scores fluctuate by γ√d of d: by 0.07 of c - ψ at d = 200; 0.3 is four to five times that.
            if (c > psi + 0.3) {
                CHECK(risk < 0.05);
                ++inside;
            }
            if (c < psi - 0.3) {
                CHECK(risk > 0.9);
                ++outside;
            }
        }
    for (std::size_t k = 1; k < phases.line_gamma.size(); k += 10)
        CHECK(critical_gamma(phases.line_alpha[k], settings.beta) == doctest::Approx(phases.line_gamma[k]));
    CHECK(inside > 100);
    CHECK(outside > 30);
}

TEST_CASE("a cell opens as a run with its γ and α") {
    const SingleLocation frozen = run_of_cell({}, 0.3, 0.4);
    CHECK(frozen.gamma == 0.3);
    CHECK(frozen.L <= 400);
    CHECK(random_energy(frozen).alpha == doctest::Approx(0.4).epsilon(1e-3));
    const SingleLocation few = run_of_cell({}, 0.3, 0.03);
    CHECK(few.d == 100);
    CHECK(few.L == 21);
}

TEST_CASE("streamlines go down the risk and end at sinks or at others") {
    const SingleLocation settings;
    const LocationPlane plane = location_plane(settings);
    CHECK(plane.risk.size() == 120 * 120);
    CHECK(plane.streamlines.size() > 20);
    for (const LocationPlane::Line& line : plane.streamlines) {
        double before = HUGE_VAL;
        for (const auto& [mu, nu] : line) {
            CHECK(std::abs(mu) <= 1);
            CHECK(std::abs(nu) <= 1);
            const double risk = mean_risk(settings, {.mu = mu, .nu = nu});
            // Steps of 0.004; the last may pass the point of rest, where slopes of R̄ are about 1.
            CHECK(risk <= before + 0.004);
            before = risk;
        }
    }
    CHECK(location_plane({.link = Link::sign}).streamlines.empty());
}

TEST_CASE("a section shows the gap near cμ = ψ and agreement far above") {
    SingleLocation settings{.risk_samples = 4000};
    const RiskSection section = risk_section(settings, 0.9, [] { return true; });
    REQUIRE(section.measured.size() == 41);
    double far = 0, near = 0;
    const double step = random_energy(settings).psi / settings.c();
    for (std::size_t k = 0; k < section.measured.size(); ++k) {
        const double mu = section.measured_mu[k];
        const double gap = std::abs(section.measured[k].risk - mean_risk(settings, {.mu = mu, .nu = 0.9}));
        if (mu > step + 0.4) far = std::max(far, gap);
        if (std::abs(mu - step) < 0.1) near = std::max(near, gap);
    }
    CHECK(near > 0.2);
    CHECK(far < 0.02);
}

TEST_CASE("a run keeps every iteration, or as many as are asked for") {
    const SingleLocation settings{.d = 10, .L = 4, .n = 50, .iterations = 41, .risk_samples = 100};
    LocationRun all(settings), few(settings, 8);
    while (all.advance()) {
    }
    while (few.advance()) {
    }
    REQUIRE(all.rows().size() == 42);
    CHECK(few.rows().size() <= 9);
    CHECK(few.rows().back().iteration == 41);
    for (const LocationRow& row : few.rows())
        CHECK(row.loss == all.rows()[static_cast<std::size_t>(row.iteration)].loss);
    CHECK_FALSE(all.advance());
    CHECK(all.rows()[0].order == OrderParameters{.mu = 0.6, .nu = 0.3});
    LocationRun still({.link = Link::sign});
    CHECK_FALSE(still.advance());
    REQUIRE(still.rows().size() == 1);
    CHECK(still.rows()[0].test.risk > 0);
}
