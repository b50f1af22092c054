#include "coalesce/theory/sphere_heat.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "coalesce/model/law.hpp"
#include "reference/heat_series.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

Scene mixture_scene(double gamma) {
    Scene scene;
    scene.model.beta = 100;
    scene.model.V = gamma * Matrix::identity(3);
    scene.tokens.law = MixtureLaw{{{2, {3, 0, 0}, 0.3}, {1, {0, 1, 1}, 0.25}, {1, {-1, -1, 0}, 0.4}}};
    return scene;
}

void check_refused(const Scene& scene, const char* reason) {
    const SphereHeat heat = sphere_heat(scene);
    CHECK(!heat.valid);
    CHECK(heat.why_not == reason);
}

}  // namespace

TEST_CASE("at time 0 it is the initial law, later the series with later heat times") {
    const Scene scene = mixture_scene(-1);
    const SphereHeat heat = sphere_heat(scene);
    REQUIRE(heat.valid);
    CHECK(heat.kappa == doctest::Approx(0.01));
    CHECK(heat.gamma == -1);
    const Vec3 points[] = {{1, 0, 0}, normalised({1, 2, 3}), {0, 0, -1}, normalised({-1, 0.2, 0})};
    const auto& law = std::get<MixtureLaw>(scene.tokens.law);
    for (const Vec3& x : points) {
        CHECK(heat.density(0, x) == doctest::Approx(density(scene.tokens.law, 3, x)).epsilon(1e-12));
        double sum = 0;
        for (const auto& c : law.components) {
            const double angle = angle_between(normalised(c.mean), x);
            sum += c.weight / 4 * reference::heat_kernel(c.std * c.std / 2 + 0.01 * 7, angle);
        }
        CHECK(heat.density(7, x) == doctest::Approx(sum).epsilon(1e-12));
    }
}

TEST_CASE("the density solves the heat equation it states") {
    for (const double gamma : {1.0, -1.0}) {
        const SphereHeat heat = sphere_heat(mixture_scene(gamma));
        CHECK(has_sphere_heat(mixture_scene(gamma)));
        REQUIRE(heat.valid);
        const double t = 1, ht = 1e-3, h = 1e-3;
        for (const double azimuth : {0.3, 1.4, 2.5, -2.0}) {
            for (const double polar : {0.6, 1.3, 2.2}) {
                const auto p = [&](double time, double a, double b) {
                    return heat.density(time, {std::sin(b) * std::cos(a), std::sin(b) * std::sin(a), std::cos(b)});
                };
                const double here = p(t, azimuth, polar);
                const double dt = (p(t + ht, azimuth, polar) - p(t - ht, azimuth, polar)) / (2 * ht);
                const double north = p(t, azimuth, polar - h), south = p(t, azimuth, polar + h);
                const double around = p(t, azimuth + h, polar) - 2 * here + p(t, azimuth - h, polar);
                const double laplacian = (north - 2 * here + south) / (h * h) +
                                         (south - north) / (2 * h * std::tan(polar)) +
                                         around / std::pow(h * std::sin(polar), 2);
                // Central differences: h²/12 p'''' with p <= 1/(2π s²) = 4, s >= 0.2, p'''' <= 3p/s⁴ = 8e3: 7e-4, and
                // as much again for the three terms together.
                CHECK(std::abs(dt + gamma * heat.kappa * laplacian) < 3e-3 * heat.kappa);
            }
        }
    }
}

TEST_CASE("the narrowest component collapses first, and is then a point") {
    const SphereHeat backward = sphere_heat(mixture_scene(1));
    const double first = 0.25 * 0.25 / 2 / 0.01;
    CHECK(backward.collapse_time == doctest::Approx(first));
    CHECK(backward.at(0.99 * first)[1].tau > 0);
    CHECK(backward.at(1.01 * first)[1].tau == 0);
    CHECK(backward.at(1.01 * first)[0].tau > 0);
    CHECK(backward.density(1.01 * first, backward.initial[1].mean) == std::numeric_limits<double>::infinity());
    CHECK(std::isfinite(backward.density(1.01 * first, {0, 0, 1})));
    CHECK(sphere_heat(mixture_scene(-1)).collapse_time == std::numeric_limits<double>::infinity());
}

TEST_CASE("the scale is λ2/(λ1 β), and the uniform law rests") {
    Scene scene = mixture_scene(-1);
    scene.model.Q = 0.5 * Matrix::rotation(3, 0.4);
    scene.model.K = 8.0 * Matrix::rotation(3, 0.4);
    scene.model.V = -3.0 * Matrix::identity(3);
    CHECK(sphere_heat(scene).kappa == doctest::Approx(3.0 / (4 * 100)));
    scene.tokens.law = UniformLaw{};
    for (const double gamma : {1.0, -1.0}) {
        scene.model.V = gamma * Matrix::identity(3);
        const SphereHeat heat = sphere_heat(scene);
        CHECK(has_sphere_heat(scene) == heat.valid);
        REQUIRE(heat.valid);
        CHECK(heat.density(3, normalised({1, 2, 3})) == doctest::Approx(1 / (4 * pi)).epsilon(1e-15));
        CHECK(heat.collapse_time == std::numeric_limits<double>::infinity());
    }
}

TEST_CASE("every assumption that fails is named, those of matrices and settings as on the circle") {
    Scene scene = mixture_scene(1);
    scene.model.attention = Attention::unnormalized;
    check_refused(scene, "attention is unnormalised (its limit is the porous-medium equation)");
    scene = mixture_scene(1);
    scene.model.noise = 0.1;
    check_refused(scene, "noise is on");
    scene = mixture_scene(1);
    scene.model.K = -1.0 * Matrix::identity(3);
    check_refused(scene, "Q^T K is not a positive multiple of the identity on E_max");
    scene = mixture_scene(1);
    scene.model.Q = Matrix::diagonal(3, {2, 1, 1});
    scene.model.V = Matrix::diagonal(3, {0.5, 1, 1});
    check_refused(scene, "Q^T K is not a multiple of the identity on E_max");
    scene = mixture_scene(1);
    scene.model.V = Matrix::diagonal(3, {1, 1, 0.5});
    check_refused(scene, "E_max is a circle, not the whole sphere");
    scene.model.V = Matrix::diagonal(3, {2, 1, 1});
    check_refused(scene, "E_max is a pair of antipodal points, not a circle");
    scene = mixture_scene(1);
    scene.tokens.law = AzimuthalLaw{{{1, 0.3, 0.2}}};
    check_refused(scene, "the initial law is azimuthal, which is no mixture of heat kernels");
    scene.tokens.law = PointsLaw{{{1, 0, 0}}, {}};
    check_refused(scene, "the initial law is a list of points");
    scene.tokens.law = FileLaw{"tokens.npy"};
    check_refused(scene, "the initial law is a file, whose density is not known");
    scene = mixture_scene(1);
    scene.dimension = 2;
    check_refused(scene, "tokens live on a circle");
}
