#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/field/field.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/theory/heat.hpp"
#include "document/shipped.hpp"

using namespace coalesce;

namespace {

/// Steps x <- normalise(x + dt V m) (MS eq. (1)) up to `time`.
void simulate(Cloud& cloud, const Model& model, double dt, double time) {
    const auto solver = make_solver({});
    Field field;
    for (int step = 0; step < std::lround(time / dt); ++step) {
        solver->evaluate(cloud, model, field);
        for (std::size_t i = 0; i < cloud.size(); ++i) {
            cloud.set_token(i, normalised(add(cloud.token(i), scaled(model.V * field.attention.at(i), dt))));
        }
    }
}

double distance_to(const std::vector<WrappedNormal>& law, const Cloud& cloud, const HeatTheory& theory) {
    return circle_w1(plane_angles(cloud, theory.space), {}, [&](double angle) { return cumulative(law, angle); });
}

}  // namespace

TEST_CASE("tokens on the circle follow forward heat (MS Fig. 3)") {
    Scene scene;
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.model.beta = 50;
    scene.model.V = -1.0 * Matrix::identity(2);
    scene.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.25}, {1, normalised({-1, 1, 0}), 0.3}}};
    const HeatTheory theory = heat_theory(scene);
    Cloud cloud = draw(scene.tokens.law, 2, 4000, 1);
    for (int panel = 1; panel <= 4; ++panel) {
        simulate(cloud, scene.model, 0.02, 1);
        // Bias O(1/β) = 0.02, and sampling of 4000 tokens: about ∫ sqrt(F(1-F)/N) = 0.02 before the median shift.
        CHECK(distance_to(theory.at(panel), cloud, theory) < 0.03);
    }
    CHECK(distance_to(theory.initial, cloud, theory) > 0.06);  // heat matters by then
}

TEST_CASE("fifty thousand tokens stay within 0.02 of forward heat at β = 50 and within 0.01 at β = 200") {
    // Three wrapped normals of std 0.25 to 0.3, as in MS Fig. 3. The bias is O(1/β), 0.02 and 0.005; sampling of 50 000
    // tokens adds up to 0.008. rk4 with rate·dt below 0.8 errs by at most 0.8⁴/120 of a rate.
    Scene scene = load_scene("ms3").scene;
    REQUIRE(scene.tokens.count == 50000);
    scene.time.method = Method::rk4;
    REQUIRE(scene.solver.method == Solver::mesh);  // velocities within 1e-4
    scene.solver.precision = Precision::single_;
    scene.time.dt = 1;
    for (const auto& [beta, until, bound] : {std::array{50.0, 4.0, 0.02}, std::array{200.0, 8.0, 0.01}}) {
        scene.model.beta = beta;
        CAPTURE(scene.model.beta);
        const HeatTheory theory = heat_theory(scene);
        REQUIRE(theory.valid);
        Simulation simulation(scene);
        double farthest = 0;
        for (int quarter = 0; quarter <= 4; ++quarter) {
            simulation.advance_to(until * quarter / 4);
            farthest = std::max(farthest, distance_to(theory.at(simulation.time()), simulation.cloud(), theory));
        }
        CHECK(farthest <= bound);
        CHECK(distance_to(theory.initial, simulation.cloud(), theory) > 2 * bound);  // heat matters by then
    }
}

TEST_CASE("azimuths on the sphere follow backward heat from t = 0 while tokens align (MS Fig. 2 at large β)") {
    Scene scene;
    scene.model = Model::standard(3);
    scene.model.beta = 200;
    scene.model.Q = scene.model.V = Matrix::diagonal(3, {1, 1, 0.5});
    scene.tokens.law = AzimuthalLaw{{{1, -2.0, 0.3}, {1, 1.0, 0.3}}};
    const HeatTheory theory = heat_theory(scene);
    REQUIRE(theory.valid);
    CHECK(theory.collapse_time == doctest::Approx(9));
    Cloud cloud = draw(scene.tokens.law, 3, 4000, 2);
    for (int panel = 1; panel <= 3; ++panel) {
        simulate(cloud, scene.model, 0.05, 1.5);
        const double time = 1.5 * panel;
        const double here = distance_to(theory.at(time), cloud, theory);
        const double at_rest = distance_to(theory.initial, cloud, theory);
        // The law moves by 0.02 rad of W1 a unit of time here, and tokens off the plane run ahead by up to one unit
        // (heat.hpp); sampling of 4000 azimuths adds up to 0.02, and again for the weights of the two components.
        CHECK(here < 0.06);
        CHECK(here < (panel == 3 ? 0.5 : 1.0) * at_rest);
    }
}
