#include "flow/motion.hpp"

#include <doctest/doctest.h>

#include <string>

#include "coalesce/flow/simulation.hpp"
#include "flow/host_device.hpp"
#include "flow/step_scheme.hpp"

using namespace coalesce;
using namespace coalesce::flow_tests;

namespace {

Scene scene_of(Method method, std::int64_t tokens = 200) {
    Scene scene;
    scene.tokens.count = tokens;
    scene.model.beta = 8;
    scene.time.method = method;
    scene.time.dt = 0.1;
    return scene;
}

Cloud cloud_of(const Scene& scene) {
    return draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count), 1);
}

std::unique_ptr<Motion> motion_of(const Scene& scene) {
    return make_motion(scene, cloud_of(scene), {});
}

/// Writes down the calls of a scheme.
struct Diary {
    std::string calls;
    void layer_step() { calls += "layer "; }
    void next_stage(int k, double h) {
        calls += "slope" + std::to_string(k) + "+" + std::to_string(static_cast<int>(h)) + " ";
    }
    void evaluate_stage() { calls += "field "; }
    void rk4_step() { calls += "rk4 "; }
};

}  // namespace

TEST_CASE("a step makes the same calls to every launcher") {
    Diary layer, rk4;
    take_step(Method::layer, 4, layer);
    take_step(Method::rk4, 4, rk4);
    CHECK(layer.calls == "layer ");
    CHECK(rk4.calls == "slope0+2 field slope1+2 field slope2+4 field rk4 ");
}

TEST_CASE("the same calls move tokens on the host and on a device to the same bits") {
    for (const Method method : {Method::layer, Method::rk4}) {
        const Scene scene = scene_of(method);
        const auto host = motion_of(scene);
        WithDevice with;
        const auto device = motion_of(scene);
        CHECK_FALSE(host->store());
        REQUIRE(device->store());
        const LeadingSpace space = leading_space(scene.model);
        for (std::uint64_t k = 0; k < 3; ++k) {
            std::vector<std::vector<double>> found;
            for (Motion* motion : {host.get(), device.get()}) {
                CHECK(motion->step(0.1, k) == 0.1);
                const StateSums sums = motion->sums(space);
                found.push_back(row_major(motion->tokens()));
                for (const auto* values : {&motion->field().attention.values, &motion->velocity().values})
                    found.back().insert(found.back().end(), values->begin(), values->end());
                found.back().insert(found.back().end(), {sums.energy, sums.mean_speed, sums.alignment});
            }
            CHECK(found[0] == found[1]);
        }
    }
}

TEST_CASE("fixed steps fill a time with whole ones, adaptive steps choose their length") {
    const auto fixed = motion_of(scene_of(Method::layer)), adaptive = motion_of(scene_of(Method::adaptive));
    CHECK(fixed->whole_steps(0.35, 0.1) == 3);
    CHECK(fixed->whole_steps(0.3, 0.1) == 3);  // 0.3 / 0.1 is 3 less a rounding
    CHECK(fixed->negligible(0.1) == doctest::Approx(1e-10));
    CHECK(fixed->observed(200));
    CHECK_FALSE(fixed->observed(1001));
    CHECK(adaptive->whole_steps(0.35, 0.1) == 0);
    CHECK(adaptive->negligible(0.1) == 0);
    CHECK(adaptive->observed(1001));
    CHECK(fixed->step(0.03, 0) == 0.03);
    CHECK(adaptive->step(1e-9, 0) == 1e-9);  // shorter than any error asks for
}

TEST_CASE("only adaptive steps have a dense output") {
    const auto fixed = motion_of(scene_of(Method::layer)), adaptive = motion_of(scene_of(Method::adaptive));
    for (Motion* motion : {fixed.get(), adaptive.get()}) {
        const Cloud before = motion->tokens();
        motion->step(0.01, 0);
        const Cloud after = motion->tokens();
        CHECK(row_major(motion->tokens_at(1)) == row_major(after));
        const Cloud start = motion->tokens_at(0), &expected = motion->dense() ? before : after;
        for (std::size_t i = 0; i < start.size(); ++i)  // up to the rounding of its normalisation
            CHECK(norm(add(start.token(i), scaled(expected.token(i), -1))) < 1e-15);
    }
    CHECK(adaptive->dense());
    CHECK_FALSE(fixed->dense());
}

TEST_CASE("a motion says whether it continues under another model, or another motion must") {
    const Scene layer = scene_of(Method::layer), adaptive = scene_of(Method::adaptive);
    Scene sharper = layer, rk4 = scene_of(Method::rk4), causal = layer;
    sharper.model.beta = 30;
    causal.model.causal = true;
    const auto host = motion_of(layer);
    CHECK(host->change(sharper));
    CHECK(host->change(rk4));
    CHECK(host->change(causal));  // in token order
    CHECK_FALSE(host->change(adaptive));
    CHECK_FALSE(motion_of(adaptive)->change(adaptive));
    WithDevice with;
    const auto device = motion_of(layer);
    CHECK(device->change(sharper));
    CHECK_FALSE(device->change(rk4));
    CHECK_FALSE(device->change(causal));
    const auto refused = motion_of(causal);  // by the device
    CHECK_FALSE(refused->store());
    CHECK(refused->report().backend_reason == "causal attention is the CPU's");
    CHECK_FALSE(refused->change(layer));  // a device may take it
}

TEST_CASE("a motion leaves its device once, and continues from the last copy on the host") {
    const Scene scene = scene_of(Method::layer);
    const auto alone = motion_of(scene);
    WithDevice with;
    auto motion = motion_of(scene);
    for (std::uint64_t k = 0; k < 2; ++k) {
        motion->step(0.1, k);
        alone->step(0.1, k);
    }
    const std::vector<double> copied = row_major(motion->rows());
    motion->step(0.1, 2);
    motion = motion->leave_device("for a test");
    REQUIRE(motion);
    CHECK(row_major(motion->rows()) == copied);
    CHECK(motion->report().backend_reason == "for a test");
    CHECK_FALSE(motion->leave_device("again"));
    motion->step(0.1, 2);
    alone->step(0.1, 2);
    CHECK(row_major(motion->rows()) == row_major(alone->rows()));
}

TEST_CASE("a run whose device is lost returns to the state that the host last copied, with its observations") {
    Scene scene = scene_of(Method::layer, 70'000);  // more than are observed: states are not copied whole
    scene.solver.method = Solver::mesh;
    scene.solver.tolerance = 1e-2;
    WithDevice with;
    with.record.fails_at_step = 4;
    Simulation simulation(scene);
    for (int k = 0; k < 2; ++k) simulation.step();
    const std::vector<double> copied = row_major(simulation.cloud());  // the state of step 2
    const double time = simulation.time();
    const std::size_t phases = simulation.phases().size(), lives = simulation.lineage().size();
    for (int k = 0; k < 2; ++k) simulation.step();
    CHECK(with.record.whole_downloads == 1);
    CHECK_THROWS_AS(simulation.step(), RunError);
    CHECK_FALSE(simulation.on_device());
    CHECK(simulation.steps() == 2);
    CHECK(simulation.time() == time);
    CHECK(row_major(simulation.cloud()) == copied);
    CHECK(simulation.phases().size() == phases);
    CHECK(simulation.phases().back().to == time);
    CHECK(simulation.lineage().size() == lives);
    simulation.step();
    CHECK(simulation.steps() == 3);
    CHECK(simulation.report().backend == "cpu");
}
