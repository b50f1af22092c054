#include "coalesce/flow/device.hpp"

#include <doctest/doctest.h>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "flow/host_device.hpp"

using namespace coalesce;
using namespace coalesce::flow_tests;

namespace {

Scene scene_of(std::int64_t tokens, Method method = Method::layer) {
    Scene scene;
    scene.tokens.count = tokens;
    scene.model.beta = 20;
    scene.model.noise = 0.01;
    scene.time.method = method;
    scene.time.dt = 0.05;
    return scene;
}

bool same_tokens(const Cloud& a, const Cloud& b) {
    return row_major(a) == row_major(b);
}

}  // namespace

TEST_CASE("a simulation on a device goes where one on the CPU goes") {
    for (const Method method : {Method::layer, Method::rk4}) {
        CAPTURE(method == Method::layer);
        Simulation here(scene_of(400, method));
        WithDevice with;
        Simulation there(scene_of(400, method));
        REQUIRE(there.on_device());
        REQUIRE(!here.on_device());
        for (int step = 0; step < 5; ++step) {
            here.step();
            there.step();
            // The same code in the same precision gives the same bits.
            CHECK(same_tokens(here.cloud(), there.cloud()));
            CHECK(here.measure().energy == there.measure().energy);
            CHECK(here.measure().mean_speed == there.measure().mean_speed);
            CHECK(here.measure().clusters == there.measure().clusters);
            CHECK(here.velocity().values == there.velocity().values);
            std::vector<float> positions[2], speed[2];
            here.copy_tokens(positions[0], speed[0]);
            there.copy_tokens(positions[1], speed[1]);
            CHECK(positions[0] == positions[1]);
        }
        CHECK(with.record.steps == 5);
        CHECK(there.report().backend == "host");
        there.reset();
        CHECK(same_tokens(there.cloud(), here.initial_cloud()));
        CHECK(there.on_device());
    }
}

TEST_CASE("looking back and editing on a device") {
    WithDevice with;
    Simulation simulation(scene_of(300));
    simulation.step();
    simulation.measure();
    const Simulation::State state = simulation.save();
    simulation.step();
    simulation.step();
    const Cloud later = simulation.cloud();
    simulation.restore(state);
    CHECK(simulation.steps() == 1);
    simulation.step();
    simulation.step();
    CHECK(same_tokens(simulation.cloud(), later));

    Scene changed = simulation.scene();
    changed.model.beta = 5;
    simulation.change(changed.model, changed.time, changed.solver);
    CHECK(same_tokens(simulation.cloud(), later));
    CHECK(with.record.made == 1);  // the cloud was not remade
    simulation.step();

    // Another scheme needs another cloud; causal attention and adaptive time move to the CPU and say why.
    const Cloud before = simulation.cloud();
    changed.time.method = Method::rk4;
    simulation.change(changed.model, changed.time, changed.solver);
    CHECK(with.record.made == 2);
    CHECK(same_tokens(simulation.cloud(), before));
    changed.model.causal = true;
    simulation.change(changed.model, changed.time, changed.solver);
    CHECK(!simulation.on_device());
    CHECK(same_tokens(simulation.cloud(), before));
    CHECK(simulation.report().backend == "cpu");
    CHECK(simulation.report().backend_reason == "causal attention is the CPU's");
    simulation.step();
    changed.model.causal = false;
    changed.model.noise = 0;
    changed.time.method = Method::adaptive;
    simulation.change(changed.model, changed.time, changed.solver);
    CHECK(simulation.report().backend_reason == "adaptive time is the CPU's");
    simulation.step();
    simulation.restore(state);  // saved on the device
    CHECK(simulation.on_device());
    CHECK(simulation.steps() == 1);
}

TEST_CASE("events act on a device as on the CPU, and looks back over them lead to the same bits") {
    Scene scene = scene_of(300);
    scene.events = {{0.1, hands::Push{Cap{{0, 0, 1}, 0.8}, {0.4, 0, 0.3}}},
                    {0.2, hands::Add{Cap{{1, 0, 0}, 0.3}, 40, 2}},
                    {0.3, hands::Remove{Cap{{1, 0, 0}, 0.5}}}};
    Simulation here(scene);
    WithDevice with;
    Simulation there(scene);
    std::vector<Simulation::State> states;
    for (int step = 0; step < 8; ++step) {
        states.push_back(there.save());
        here.step();
        there.step();
        CHECK(there.on_device());
        CHECK(same_tokens(here.cloud(), there.cloud()));
        CHECK(here.measure().clusters == there.measure().clusters);
    }
    const Cloud later = there.cloud();
    for (const std::size_t back : {7, 4, 1, 5, 0}) {
        there.restore(states[back]);
        CHECK(there.on_device());
        while (there.steps() < 8) there.step();
        CHECK(same_tokens(there.cloud(), later));
    }
    there.reset();
    CHECK(there.cloud().size() == 300);
    CHECK(there.on_device());
}

TEST_CASE("a device that fails leaves a simulation that goes on") {
    Simulation alone(scene_of(300));
    WithDevice with;
    with.record.fails_at_step = 3;
    Simulation simulation(scene_of(300));
    simulation.step();
    simulation.step();
    simulation.step();
    // The run observes the state that the fourth step begins with: all 300 tokens are on the host.
    CHECK_THROWS_WITH_AS(simulation.step(), "launch of a step: the device is gone", RunError);
    CHECK(!simulation.on_device());
    CHECK(simulation.steps() == 3);
    CHECK(simulation.report().backend == "cpu");
    CHECK(simulation.report().backend_reason == "launch of a step: the device is gone");
    simulation.step();
    for (int step = 0; step < 4; ++step) alone.step();
    CHECK(simulation.time() == doctest::Approx(alone.time()));
    CHECK(same_tokens(simulation.cloud(), alone.cloud()));
    simulation.reset();  // a reset tries the device again
    CHECK(simulation.on_device());
}

TEST_CASE("of a large cloud on a device only the observed tokens come to the host") {
    WithDevice with;
    Simulation simulation(scene_of(100'000));
    simulation.step();
    CHECK(simulation.measure().clusters > 0);
    CHECK(with.record.part_downloads == 1);
    CHECK(with.record.whole_downloads == 0);
    CHECK(simulation.observed_cloud().size() == 65536);
}
