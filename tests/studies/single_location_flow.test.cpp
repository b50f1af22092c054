#include "coalesce/studies/single_location_flow.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "coalesce/studies/single_location_risk.hpp"

using namespace coalesce;

namespace {

double farthest(const OrderParameters& a, const OrderParameters& b) {
    return std::max({std::abs(a.mu - b.mu), std::abs(a.nu - b.nu), std::abs(a.zeta - b.zeta), std::abs(a.eta - b.eta),
                     std::abs(a.rho - b.rho)});
}

std::string stability_at(const SingleLocation& settings, double mu, double nu) {
    for (const FixedPoint& point : fixed_points(settings))
        if (std::abs(point.mu - mu) < 1e-3 && std::abs(point.nu - nu) < 1e-9)
            return std::string(word_of(point.stability));
    return "none";
}

OrderParameters moved(OrderParameters at, const OrderParameters& velocity, double time) {
    at.mu += time * velocity.mu;
    at.nu += time * velocity.nu;
    at.zeta += time * velocity.zeta;
    at.eta += time * velocity.eta;
    at.rho += time * velocity.rho;
    return at;
}

/// Settings with p neither 0 nor 1, so that every term of the flow counts.
SingleLocation gentle(Link link) {
    return {.d = 6, .L = 4, .beta = 0.5, .gamma = 0.7, .link = link};
}

constexpr OrderParameters somewhere{.mu = 0.5, .nu = 0.3, .zeta = -0.2, .eta = 0.1, .rho = 0.25};

}  // namespace

TEST_CASE("steps longer than the longest stable one overshoot") {
    // At SLR's d and γ: 2c²d + 2γ² and 8γ²c²d + 8γ⁴, c² = γ² = 1/2. Central differences of 1e-4: 1e-8.
    CHECK(longest_stable_step(SingleLocation{}) == doctest::Approx(2.0 / 101).epsilon(1e-6));
    CHECK(longest_stable_step({.link = Link::quadratic}) == doctest::Approx(2.0 / 202).epsilon(1e-6));
    CHECK(std::isinf(longest_stable_step({.link = Link::sign})));
    for (const Link link : {Link::linear, Link::quadratic, Link::relu})
        for (const double part : {0.9, 1.1}) {
            CAPTURE(link);
            CAPTURE(part);
            SingleLocation settings{.link = link};
            settings.step = part * longest_stable_step(settings);
            OrderParameters at{.mu = 1, .nu = 1, .zeta = 1e-6};
            for (int k = 0; k < 20; ++k) at = order_step(settings, at);
            // 0.8 and 1.2 of the longest stable step.
            CHECK((std::abs(at.zeta) > 1e-5) == (part > 1));
        }
}

TEST_CASE("fixed points have the types of the paper") {
    const SingleLocation linear;
    const double scatter = 1 - random_energy(linear).beta_c;  // scatter of the crowd, β = 1 and Var G = 1
    const auto mu_of = [](const SingleLocation& settings, double p) {
        return (random_energy(settings).psi + std::log(p / (1 - p)) / (settings.beta * 100)) / settings.c();
    };
    CHECK(fixed_points(linear).size() == 5);
    CHECK(stability_at(linear, 1, 1) == "sink");
    CHECK(stability_at(linear, 1, -1) == "source");
    CHECK(stability_at(linear, -1, 1) == "saddle");
    // SLR's formula, in which a head that has found nothing answers 0, has a saddle at (-1, -1). The crowd's scatter
    // costs more than the (p² + 2p) γ² of a wrong answer at small p, so that attention is attracted to the token there
    // too, up to γ²(2p + 2) = 2(1-p) scatter.
    CHECK(stability_at(linear, -1, -1) == "source");
    CHECK(stability_at(linear, mu_of(linear, (scatter - 0.5) / (scatter + 0.5)), -1) == "saddle");
    // Without scatter (β < β_c) the types are SLR's.
    const SingleLocation warm{.d = 100, .L = 20000, .beta = 0.3};
    CHECK(fixed_points(warm).size() == 4);
    CHECK(stability_at(warm, 1, 1) == "sink");
    CHECK(stability_at(warm, 1, -1) == "source");
    CHECK(stability_at(warm, -1, 1) == "saddle");
    CHECK(stability_at(warm, -1, -1) == "saddle");
    // An even link cannot tell v from -v: both oracles are sinks, separated by ν = 0.
    const SingleLocation quadratic{.link = Link::quadratic};
    CHECK(stability_at(quadratic, 1, 1) == "sink");
    CHECK(stability_at(quadratic, 1, -1) == "sink");
    CHECK(stability_at(quadratic, 1, 0) == "source");
    CHECK(stability_at(quadratic, -1, 0) == "source");
    CHECK(stability_at(quadratic, -1, 1) == "saddle");
    // R̄(p) at ν = 0, with X and Y independent of mean 1/2 and square 3/4 (γ² = 1/2), the crowd's answer of mean 1 and
    // variance 2 · scatter: p²·3/4 + 3/4 - p/2 + 2(1-p)(p-1)/2 + (1-p)²(1 + 2 scatter), least at
    const double p = (0.5 + 4 * scatter) / (1.5 + 4 * scatter);
    CHECK(stability_at(quadratic, mu_of(quadratic, p), 0) == "saddle");
    // At ν = -1 relu's Y is 0 where X is not: C' = 0, and nothing attracts to first order.
    const SingleLocation relu{.link = Link::relu};
    CHECK(stability_at(relu, 1, 1) == "sink");
    CHECK(stability_at(relu, 1, -1) == "degenerate");
    CHECK(stability_at(relu, -1, 1) == "saddle");
    CHECK(fixed_points({.link = Link::sign}).empty());
}

TEST_CASE("the flow stands still at fixed points, and its differences are their Jacobian") {
    for (const Link link : {Link::linear, Link::quadratic, Link::relu})
        for (const FixedPoint& point : fixed_points(gentle(link))) {
            CAPTURE(link);
            CAPTURE(point.mu);
            CAPTURE(point.nu);
            const OrderParameters at{.mu = point.mu, .nu = point.nu};
            const OrderParameters still = order_velocity(gentle(link), at);
            CHECK(std::abs(still.mu) < 1e-14);
            CHECK(std::abs(still.nu) < 1e-14);
            // One-sided differences, into the square; second derivatives are below 10 except relu's in ν, where C''
            // diverges as 1/√(1-ν²).
            constexpr double h = 1e-7;
            const double to_mu = point.mu > 0 ? -h : h, to_nu = point.nu > 0 ? -h : h;
            const OrderParameters by_mu = order_velocity(gentle(link), {.mu = point.mu + to_mu, .nu = point.nu});
            const OrderParameters by_nu = order_velocity(gentle(link), {.mu = point.mu, .nu = point.nu + to_nu});
            const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-3).scale(1); };
            CHECK(by_mu.mu / to_mu == near(point.jacobian[0][0]));
            CHECK(by_nu.mu / to_nu == near(point.jacobian[0][1]));
            CHECK(by_mu.nu / to_mu == near(point.jacobian[1][0]));
            CHECK(by_nu.nu / to_nu == near(point.jacobian[1][1]));
        }
}

TEST_CASE("the risk falls along the flow at the rate of the squared gradient's tangential part") {
    for (const Link link : {Link::linear, Link::quadratic, Link::relu}) {
        CAPTURE(link);
        const SingleLocation settings = gentle(link);
        const RiskGradient t = risk_gradient(settings, somewhere);
        const auto [mu, nu, zeta, eta, rho] = somewhere;
        // |P_u (T1 u* + T4 v)|² + |P_v (T2 v* + T3 u* + T4 u)|² from the Gram matrix.
        const double u = t.mu * t.mu + t.rho * t.rho + 2 * t.mu * t.rho * zeta - std::pow(t.mu * mu + t.rho * rho, 2);
        const double v = t.nu * t.nu + t.zeta * t.zeta + t.rho * t.rho + 2 * t.nu * t.rho * eta +
                         2 * t.zeta * t.rho * mu - std::pow(t.nu * nu + t.zeta * zeta + t.rho * rho, 2);
        constexpr double h = 1e-5;
        const OrderParameters velocity = order_velocity(settings, somewhere);
        const double fall =
            (mean_risk(settings, moved(somewhere, velocity, h)) - mean_risk(settings, moved(somewhere, velocity, -h))) /
            (2 * h);
        CHECK(fall == doctest::Approx(-(u + v)).epsilon(1e-7));
    }
}

TEST_CASE("steps of the map that get shorter are the flow") {
    for (const Link link : {Link::linear, Link::quadratic, Link::relu}) {
        CAPTURE(link);
        SingleLocation coarse = gentle(link), fine = coarse;
        coarse.step = 0.1;
        fine.step = 0.1 / 4096;
        OrderFlow flow(coarse, somewhere);
        OrderParameters map = somewhere;
        for (int k = 0; k < 10; ++k) flow.advance();
        for (int k = 0; k < 10 * 4096; ++k) map = order_step(fine, map);
        // The map is of first order in its step, 1/40960, with rates of about 3.
        CHECK(farthest(flow.flow(), map) < 1e-4);
        CHECK(farthest(flow.flow(), flow.map()) < 0.2);
        CHECK(farthest(flow.flow(), somewhere) > 0.05);
    }
}

TEST_CASE("on the manifold of a linear link, ν is a hyperbolic tangent and μ rests") {
    SingleLocation settings;
    OrderFlow flow(settings, {.mu = settings.mu, .nu = settings.nu});
    for (int k = 1; k <= 500; ++k) {
        flow.advance();
        // p is 1 to 1e-8: ν' = 2γ²(1-ν²) = 1-ν².
        const double time = k * settings.step;
        REQUIRE(flow.flow().nu == doctest::Approx(std::tanh(std::atanh(0.3) + time)).epsilon(1e-6));
    }
    CHECK(std::abs(flow.flow().mu - 0.6) < 1e-4);
}

TEST_CASE("the oracle locates up to a critical γ") {
    for (const double alpha : {0.01, 0.1, 0.3})
        for (const double beta : {0.1, 0.5, 1.0, 3.0}) {
            const double gamma = critical_gamma(alpha, beta), psi = random_energy(alpha, beta).psi;
            if (psi >= 1) {
                CHECK(gamma == 0);
            } else {
                CHECK(std::sqrt(1 - gamma * gamma) == doctest::Approx(psi));
            }
        }
    // For d = 100, L = 20, p at the oracle falls from 1 to 0 there.
    SingleLocation settings;
    const double gamma = critical_gamma(random_energy(settings).alpha, settings.beta);
    settings.gamma = gamma - 0.05;
    CHECK(located(settings, 1).p > 0.99);
    settings.gamma = gamma + 0.02;
    CHECK(located(settings, 1).p < 0.01);
}
