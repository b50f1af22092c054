#include "coalesce/flow/simulation.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>

#include "coalesce/flow/frame.hpp"
#include "coalesce/model/error.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

Scene small_scene(int dimension = 3) {
    Scene scene;
    scene.dimension = dimension;
    scene.tokens.count = 200;
    scene.model = Model::standard(dimension);
    scene.model.beta = 10;
    scene.time.dt = 0.1;
    return scene;
}

}  // namespace

TEST_CASE("time is a whole number of steps, not their running sum") {
    Scene scene = small_scene();
    scene.tokens.count = 2;
    Simulation simulation(scene);
    for (int k = 0; k < 10000; ++k) simulation.step();
    CHECK(simulation.time() == 10000 * 0.1);
    CHECK(simulation.steps() == 10000);
}

TEST_CASE("advance_to lands exactly, with whole steps and one shorter") {
    Simulation simulation(small_scene());
    simulation.advance_to(0.35);
    CHECK(simulation.time() == 0.35);
    CHECK(simulation.steps() == 4);
    simulation.advance_to(0.2);
    CHECK(simulation.time() == 0.35);
    simulation.advance_to(0.35 + 0.1 + 0.1 + 0.1);  // three whole steps up to rounding, and no sliver of a fourth
    CHECK(simulation.steps() == 7);
    CHECK(simulation.time() == 0.35 + 0.1 + 0.1 + 0.1);
    // Frames at 30 a second through steps of 0.1 are all met exactly.
    for (int frame = 21; frame <= 60; ++frame) {
        simulation.advance_to(frame / 30.0);
        CHECK(simulation.time() == frame / 30.0);
    }
}

TEST_CASE("detached tokens stay at their addresses, and the run goes on as before") {
    for (const Method method : {Method::layer, Method::adaptive}) {
        Scene scene = small_scene();
        scene.time.method = method;
        Simulation simulation(scene), twin(scene);
        simulation.step();
        twin.step();
        const double* const place = simulation.cloud().axis(0).data();
        const std::vector<double> before = row_major(simulation.cloud());
        const Cloud detached = simulation.detach_cloud();
        CHECK(detached.axis(0).data() == place);
        simulation.step();
        twin.step();
        CHECK(row_major(detached) == before);
        CHECK(simulation.cloud().axis(0).data() != place);
        CHECK(row_major(simulation.cloud()) == row_major(twin.cloud()));
        CHECK(row_major(simulation.cloud()) != before);
    }
}

TEST_CASE("reset returns to the initial cloud and the same run") {
    Scene scene = small_scene();
    scene.model.noise = 0.05;
    Simulation simulation(scene);
    simulation.advance_to(0.5);
    const auto first = row_major(simulation.cloud());
    CHECK(first != row_major(simulation.initial_cloud()));
    simulation.reset();
    CHECK(simulation.time() == 0);
    CHECK(simulation.steps() == 0);
    CHECK(row_major(simulation.cloud()) == row_major(simulation.initial_cloud()));
    simulation.advance_to(0.5);
    CHECK(row_major(simulation.cloud()) == first);
}

TEST_CASE("a run is the same bits for any number of threads") {
    Scene scene = small_scene();
    scene.tokens.count = 1000;
    scene.model.noise = 0.01;
    Simulation all(scene), one(scene);
    all.advance_to(1);
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    one.advance_to(1);
    CHECK(row_major(all.cloud()) == row_major(one.cloud()));
    CHECK(all.measure().energy == one.measure().energy);
}

TEST_CASE("a change keeps tokens and time, and acts on the next step") {
    Simulation simulation(small_scene());
    simulation.advance_to(0.3);
    const auto tokens = row_major(simulation.cloud());
    const double speed = simulation.measure().mean_speed;

    Scene changed = simulation.scene();
    changed.model.V = Matrix::diagonal(3, {2, 1, 1});
    changed.time.dt = 0.25;
    changed.time.method = Method::rk4;
    simulation.change(changed.model, changed.time, changed.solver);
    CHECK(row_major(simulation.cloud()) == tokens);
    CHECK(simulation.time() == doctest::Approx(0.3));
    CHECK(simulation.leading_space().kind == LeadingSpace::Kind::points);
    CHECK(simulation.measure().mean_speed != speed);

    Cloud expected = reference::rk4_step(simulation.cloud(), changed.model, 0.25);
    simulation.step();
    CHECK(simulation.time() == doctest::Approx(0.55));
    // Single precision: 5e-7 (1 + β) ‖V‖ dt of field error, some 3e-6.
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(norm(add(expected.token(i), scaled(simulation.cloud().token(i), -1))) < 3e-6);
}

TEST_CASE("a change that is refused leaves everything as it was") {
    Simulation simulation(small_scene());
    TimeSpec adaptive = simulation.scene().time;
    adaptive.method = Method::adaptive;
    Model model = simulation.scene().model;
    model.beta = 1;
    model.noise = 0.1;  // adaptive time refuses noise
    CHECK_THROWS_AS(simulation.change(model, adaptive, simulation.scene().solver), InputError);
    CHECK(simulation.scene().model.beta == 10);
    CHECK_THROWS_AS(simulation.change(Model::standard(2), simulation.scene().time, {}), InputError);
    CHECK(simulation.scene() == small_scene());
}

TEST_CASE("measurements agree with their definitions") {
    Scene scene = small_scene();
    scene.tokens.law = PointsLaw{{{1, 0, 0}, {0.6, 0, 0.8}, {0, 1, 0}}, {1, 2, 3}};
    scene.model.V = Matrix::diagonal(3, {2, 1, 0.5});
    Simulation simulation(scene);
    const Cloud& cloud = simulation.cloud();
    REQUIRE(cloud.size() == 3);
    double mean_speed = 0, max_speed = 0, alignment = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double speed = norm(reference::velocity_at(cloud, scene.model, i));
        mean_speed += cloud.mass(i) * speed;
        max_speed = std::max(max_speed, speed);
        alignment += cloud.mass(i) * std::acos(std::abs(cloud.token(i)[0]));  // E_max is the first axis
    }
    const Measurement& now = simulation.measure();
    CHECK(now.mean_speed == doctest::Approx(mean_speed).epsilon(1e-5));  // single precision field
    CHECK(now.max_speed == doctest::Approx(max_speed).epsilon(1e-5));
    CHECK(now.alignment == doctest::Approx(alignment));
    CHECK(now.energy == doctest::Approx(reference::energy(cloud, scene.model)).epsilon(1e-5));
    CHECK(now.clusters == 3);  // 1/sqrt(10) = 0.32 rad links none of them
    simulation.set_linking_angle(1);
    CHECK(simulation.measure().clusters == 2);
}

TEST_CASE("the reported field error is the reference's, in radians per unit of time") {
    Scene scene = small_scene();
    scene.solver.precision = Precision::single_;
    scene.model.V = 100.0 * scene.model.V;
    Simulation simulation(scene);
    double expected = 0;
    for (std::size_t i = 0; i < 200; ++i) {
        const Vec3 exact = reference::velocity_at(simulation.cloud(), scene.model, i);
        expected = std::max(expected, norm(add(simulation.velocity().at(i), scaled(exact, -1))));
    }
    for (const auto search : {Simulation::ErrorSearch::quick, Simulation::ErrorSearch::thorough}) {
        const SolverReport report = simulation.report(search);
        // All tokens are measured, and double rounding is 1e-8 of a float's error.
        REQUIRE(report.field_error);
        CHECK(*report.field_error == doctest::Approx(expected).epsilon(1e-6));
        CHECK(report.error_tokens == 200);
        CHECK(report.precision == Precision::single_);
    }
    scene.model.V = 0.0 * scene.model.V;
    CHECK_FALSE(Simulation(scene).report().field_error);  // nothing moves: there is no error to measure
}

TEST_CASE("a frame is a complete picture of the state") {
    for (const int d : {2, 3}) {
        Simulation simulation(small_scene(d));
        simulation.advance_to(0.2);
        Frame frame;
        fill_frame(frame, simulation, 48);
        REQUIRE(frame.size() == 200);
        CHECK(frame.dimension == d);
        CHECK(frame.time == 0.2);
        CHECK(frame.steps == 2);
        CHECK(frame.speed.size() == 200);
        CHECK(frame.identity.size() == 200);
        CHECK(frame.mass.empty());
        CHECK(frame.now.time == 0.2);
        CHECK(frame.clusters.size() == static_cast<std::size_t>(frame.now.clusters));
        CHECK(frame.angles.density.size() == 48);
        CHECK(frame.inner_products.density.size() == 48);
        REQUIRE(frame.solver.field_error);
        CHECK(*frame.solver.field_error < 5e-7 * 11);
        for (std::size_t i = 0; i < 200; ++i)
            for (std::size_t k = 0; k < 3; ++k)
                CHECK(frame.positions[3 * i + k] == static_cast<float>(simulation.cloud().token(i)[k]));
        const auto longitude = simulation.longitudes();
        const Vec3 x = simulation.initial_cloud().token(7);
        CHECK((*longitude)[7] == static_cast<float>(std::atan2(x[1], x[0])));
    }
}
