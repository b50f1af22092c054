#include "coalesce/theory/heat.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

/// Small version of MS Fig. 3: three components on the circle, V = γ Id.
Scene circle_scene(double gamma) {
    Scene scene;
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.model.beta = 50;
    scene.model.V = gamma * Matrix::identity(2);
    const auto at = [](double angle) { return Vec3{std::cos(angle), std::sin(angle), 0}; };
    scene.tokens.law = MixtureLaw{{{2, at(-2.0), 0.3}, {1, at(0.5), 0.25}, {1, at(2.5), 0.4}}};
    return scene;
}

/// MS Fig. 2: Q^T K = V = diag(1, 1, 1/2).
Scene sphere_scene() {
    Scene scene;
    scene.model = Model::standard(3);
    scene.model.beta = 10;
    scene.model.Q = scene.model.V = Matrix::diagonal(3, {1, 1, 0.5});
    scene.tokens.law = AzimuthalLaw{{{1, 0.3, 0.2}, {3, 4.0, 0.2}}};
    return scene;
}

void check_refused(const Scene& scene, const char* reason) {
    const HeatTheory theory = heat_theory(scene);
    CHECK(!theory.valid);
    CHECK(theory.why_not == reason);
}

}  // namespace

TEST_CASE("the mixture solves the heat equation it states") {
    for (const double gamma : {1.0, -1.0}) {
        const HeatTheory theory = heat_theory(circle_scene(gamma));
        REQUIRE(theory.valid);
        CHECK(theory.gamma == gamma);
        CHECK(theory.kappa == doctest::Approx(1.0 / 50));
        const double t = 0.8, ht = 1e-4, h = 1e-3;
        for (double angle = -3; angle < 3.1; angle += 0.2) {
            const auto p = [&](double time, double a) { return wrapped_normal_density(theory.at(time), a); };
            const double dt = (p(t + ht, angle) - p(t - ht, angle)) / (2 * ht);
            const double laplacian = (p(t, angle + h) - 2 * p(t, angle) + p(t, angle - h)) / (h * h);
            // Central differences: h²/12 p'''' with s >= 0.17, p'''' <=
            // 3/(s^5 sqrt(2π)) ~ 8e3: 7e-4 κ; the error in t is less.
            CHECK(std::abs(dt + gamma * theory.kappa * laplacian) < 1e-3 * theory.kappa * 3);
        }
    }
}

TEST_CASE("mass is conserved and cumulative() is the integral of the density") {
    const HeatTheory theory = heat_theory(circle_scene(-1));
    for (const double time : {0.0, 1.0, 20.0}) {
        const std::vector<WrappedNormal> mixture = theory.at(time);
        CHECK(cumulative(mixture, -pi) == doctest::Approx(0).epsilon(1e-14));
        CHECK(cumulative(mixture, pi) == doctest::Approx(1).epsilon(1e-14));
        // Simpson's rule on 2·10^4 steps of 3e-4 rad, features of 0.25 rad: far below 1e-10.
        constexpr int steps = 20000;
        const double upto = 1.3, h = (upto + pi) / steps;
        double integral = 0;
        for (int k = 0; k <= steps; ++k) {
            const double weight = k == 0 || k == steps ? 1 : (k % 2 == 1 ? 4 : 2);
            integral += weight * wrapped_normal_density(mixture, -pi + k * h) * h / 3;
        }
        CHECK(std::abs(cumulative(mixture, upto) - integral) < 1e-10);
    }
}

TEST_CASE("point masses count from where they stand, on the cut too") {
    const std::vector<WrappedNormal> mixture{{1, 2.0, 0}, {3, pi, 0}};  // π is -π
    CHECK(cumulative(mixture, -pi) == doctest::Approx(0.75));
    CHECK(cumulative(mixture, 1.999) == doctest::Approx(0.75));
    CHECK(cumulative(mixture, 2.0) == 1);
}

TEST_CASE("backward heat collapses the narrowest component first, forward heat never") {
    const HeatTheory backward = heat_theory(circle_scene(1));
    CHECK(backward.collapse_time == doctest::Approx(0.25 * 0.25 / (2 * 0.02)));
    CHECK(backward.at(backward.collapse_time * 0.99)[1].std > 0);
    CHECK(backward.at(backward.collapse_time * 1.01)[1].std == 0);
    CHECK(backward.at(backward.collapse_time * 1.01)[0].std > 0);
    const HeatTheory forward = heat_theory(circle_scene(-1));
    CHECK(forward.collapse_time == std::numeric_limits<double>::infinity());
    CHECK(forward.at(5)[0].std == doctest::Approx(std::sqrt(0.09 + 2 * 0.02 * 5)));
}

TEST_CASE("the scale is λ2/(λ1 β)") {
    Scene scene = circle_scene(-3);
    scene.model.Q = 0.5 * Matrix::rotation(2, 0.4);
    scene.model.K = 2.0 * Matrix::rotation(2, 0.4);
    scene.model.K = 4.0 * scene.model.K;
    const HeatTheory theory = heat_theory(scene);
    REQUIRE(theory.valid);
    CHECK(theory.kappa == doctest::Approx(3.0 / (4 * 50)));
    CHECK(theory.gamma == -1);
}

TEST_CASE("the sphere with Q^T K = V = diag(1, 1, s): longitudes keep their law") {
    const HeatTheory theory = heat_theory(sphere_scene());
    REQUIRE(theory.valid);
    CHECK(theory.kappa == doctest::Approx(0.1));
    CHECK(theory.space.kind == LeadingSpace::Kind::circle);
    REQUIRE(theory.initial.size() == 2);
    CHECK(theory.initial[1].mean == doctest::Approx(4.0 - 2 * pi));
    CHECK(theory.initial[1].std == 0.2);
    CHECK(theory.collapse_time == doctest::Approx(0.2));
}

TEST_CASE("every assumption that fails is named") {
    Scene scene = circle_scene(1);
    scene.model.attention = Attention::unnormalized;
    check_refused(scene, "attention is unnormalised (its limit is the porous-medium equation)");
    scene = circle_scene(1);
    scene.model.noise = 0.1;
    check_refused(scene, "noise is on");
    scene = circle_scene(1);
    scene.model.causal = true;
    check_refused(scene, "the causal mask is on");
    scene = circle_scene(1);
    scene.model.beta = 0;
    check_refused(scene, "β is 0");
    scene = circle_scene(1);
    scene.model.V = Matrix::diagonal(2, {1, 2, 0});
    check_refused(scene, "E_max is a pair of antipodal points, not a circle");
    scene.model.V = Matrix::rotation(2, 0.3);
    check_refused(scene, "E_max keeps rotating (complex pair)");
    scene.model.V(0, 0) = scene.model.V(1, 1) = 1;
    scene.model.V(0, 1) = 1;
    scene.model.V(1, 0) = 0;
    check_refused(scene, "E_max is a pair of antipodal points, not a circle");  // a Jordan block has one direction
    scene.model.V = 0.0 * Matrix::identity(2);
    check_refused(scene, "V is zero on E_max");
    scene = circle_scene(1);
    scene.model.K = -1.0 * Matrix::identity(2);
    check_refused(scene, "Q^T K is not a positive multiple of the identity on E_max");
    scene.model.Q = Matrix::diagonal(2, {1, 2, 0});
    scene.model.V = Matrix::diagonal(2, {2, 1, 0});
    scene.model.K = Matrix::identity(2);
    check_refused(scene, "Q^T K is not a multiple of the identity on E_max");
    scene = circle_scene(1);
    scene.tokens.law = UniformLaw{};
    check_refused(scene, "the initial law is uniform, which the heat equation leaves as it is");
    scene.tokens.law = PointsLaw{{{1, 0, 0}}, {}};
    check_refused(scene, "the initial law is a list of points");
    scene.tokens.law = FileLaw{"tokens.npy"};
    check_refused(scene, "the initial law is a file, whose density is not known");

    scene = sphere_scene();
    scene.model.V = scene.model.Q = Matrix::identity(3);
    check_refused(scene, "E_max is the whole sphere, not a circle");
    scene.model.V = Matrix::diagonal(3, {0.5, 1, 1});
    check_refused(scene, "E_max is not the xy-plane, in which the initial law's longitude is given");
    scene = sphere_scene();
    scene.model.V(0, 2) = 0.2;  // E_max is still the xy-plane, but tokens drift along x on their way
    check_refused(scene, "the alignment flow does not conserve the longitude (V K^T Q is not diag(a, a, c))");
    scene = sphere_scene();
    scene.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.2}}};
    check_refused(scene,
                  "the initial law is a mixture on the sphere, whose longitude is no mixture of wrapped normals");
}
