#include "coalesce/theory/porous_medium.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "quiet_start.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

/// Barenblatt's solution of ∂_t u = C ∂²(u²) on the line with mass 1: with τ = C t, u = (a² - (x/τ^{1/3})²/12)_+ /
/// τ^{1/3} where a³ 8 sqrt(3)/3 = 1. Gives the mass between two points.
struct Barenblatt {
    double tau;
    double front() const { return std::sqrt(12.0) * std::cbrt(3 / (8 * std::sqrt(3.0))) * std::cbrt(tau); }
    double mass(double from, double to) const {
        const auto below = [&](double x) {
            const double a = front(), s = std::clamp(x / a, -1.0, 1.0);
            return 0.5 + 0.75 * (s - s * s * s / 3);
        };
        return below(to) - below(from);
    }
};

std::vector<double> cell_masses(const Barenblatt& law, int cells) {
    std::vector<double> masses;
    for (int i = 0; i < cells; ++i)
        masses.push_back(law.mass(-pi + 2 * pi * i / cells, -pi + 2 * pi * (i + 1) / cells));
    return masses;
}

Scene spreading(double beta) {
    Scene scene;
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.model.beta = beta;
    scene.model.V = -1.0 * scene.model.V;
    scene.model.attention = Attention::unnormalized;
    scene.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.4}}};
    return scene;
}

}  // namespace

TEST_CASE("the solver follows Barenblatt's solution, its front included") {
    std::vector<double> error;
    for (const int cells : {256, 512}) {
        const double C = 0.3;
        PorousMediumCircle flow(C, cell_masses({0.05}, cells));
        flow.advance_to((0.4 - 0.05) / C);  // the front goes from 0.77 to 1.53
        const auto expected = cell_masses({0.4}, cells);
        double sum = 0;
        for (std::size_t i = 0; i < expected.size(); ++i)
            sum += std::abs(flow.density()[i] * flow.cells().width() - expected[i]);
        error.push_back(sum);
        // Nothing is ahead of the front, except a tail of a few cells in which each is about the square of the last.
        for (std::size_t i = 0; i < expected.size(); ++i)
            if (std::abs(flow.cells().centre(i)) > Barenblatt{0.4}.front() + 8 * flow.cells().width())
                CHECK(flow.density()[i] < 1e-12);
    }
    MESSAGE("L1 errors ", error[0], " ", error[1]);
    CHECK(error[0] < 1e-3);
    CHECK(error[0] / error[1] > 2);
}

TEST_CASE("mass is exact to rounding, densities stay between 0 and their maximum, and end uniform") {
    std::vector<double> masses(128, 0.0);
    masses[10] = 1;
    masses[90] = 3;
    PorousMediumCircle flow(0.1, masses);
    double top = *std::max_element(flow.density().begin(), flow.density().end());
    for (const double time : {0.01, 0.1, 1.0, 10.0, 1000.0}) {
        flow.advance_to(time);
        const double highest = *std::max_element(flow.density().begin(), flow.density().end());
        CHECK(*std::min_element(flow.density().begin(), flow.density().end()) >= 0);
        CHECK(highest <= top * (1 + 1e-14));
        CHECK(std::abs(flow.cells().mass() - 1) < 1e-12);
        top = highest;
    }
    CHECK(std::abs(top - 1 / (2 * pi)) < 1e-6);  // slowest mode: e^{-2C u t}, u = 1/2π, t = 1000: 1e-14
}

TEST_CASE("unnormalised tokens at β = 200 spread as the porous medium does") {
    Scene scene = spreading(200);
    const PorousMedium limit = porous_medium(scene);
    REQUIRE(limit.valid);
    // W = sqrt(2π/200)(1 + 1/8β) = 0.17736, C = W/400.
    CHECK(std::abs(limit.constant / (0.177355 / 400) - 1) < 1e-4);
    PorousMediumCircle flow(limit.constant, scene.tokens.law, 1024);
    const PorousMediumCircle start = flow;
    scene.tokens.law = quiet::on_circle(1000, [&](double u) {  // quantiles: no sampling error
        double low = -pi, high = pi;
        for (int i = 0; i < 60; ++i) {
            const double middle = (low + high) / 2;
            (flow.cumulative(middle) < u ? low : high) = middle;
        }
        return low;
    });
    scene.time.method = Method::rk4;
    scene.time.dt = 2;  // rates are at most 2/e e^{-β} I_0(β) = 0.02
    Simulation simulation(scene);
    simulation.advance_to(200);
    flow.advance_to(200);
    const auto angles = plane_angles(simulation.cloud(), simulation.leading_space());
    const auto w1 = [&](const PorousMediumCircle& to) {
        return circle_w1(angles, {}, [&](double angle) { return to.cumulative(angle); });
    };
    MESSAGE("W1 ", w1(flow), ", of a way of ", w1(start));
    CHECK(w1(start) > 0.1);
    // The kernel's width 1/sqrt(β) against the law's, 0.4: bias of relative order 1/(β s²) = 0.03 of the path; tokens
    // at quantiles add 8e-4.
    CHECK(w1(flow) < 0.03 * w1(start) + 1e-3);
}

TEST_CASE("the porous-medium limit knows what it assumes") {
    const auto why = [](const auto& edit) {
        Scene scene = spreading(50);
        edit(scene);
        const PorousMedium limit = porous_medium(scene);
        CHECK(limit.valid == limit.why_not.empty());
        return limit.why_not;
    };
    CHECK(why([](Scene&) {}).empty());
    CHECK(why([](Scene& s) { s.model.attention = Attention::softmax; }).find("softmax") != std::string::npos);
    CHECK(why([](Scene& s) { s.model.noise = 1; }).find("noise") != std::string::npos);
    CHECK(why([](Scene& s) { s.model.causal = true; }).find("causal") != std::string::npos);
    CHECK(why([](Scene& s) {
              s.model = Model::standard(3), s.model.attention = Attention::unnormalized;
          }).find("dimension") != std::string::npos);
    CHECK(why([](Scene& s) { s.model.Q(0, 1) = 0.1; }).find("Q^T K") != std::string::npos);
    CHECK(why([](Scene& s) { s.model.V = -1.0 * s.model.V; }).find("ill-posed") != std::string::npos);
    CHECK(why([](Scene& s) { s.model.V = Matrix::rotation(2, 1); }).find("V is not") != std::string::npos);
    CHECK(why([](Scene& s) { s.model.beta = 0; }).find("β") != std::string::npos);
    CHECK(why([](Scene& s) { s.tokens.law = FileLaw{"x.npy"}; }).find("density") != std::string::npos);
}
