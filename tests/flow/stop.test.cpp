#include "coalesce/model/stop.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "coalesce/flow/simulation.hpp"

using namespace coalesce;

namespace {

Scene scene_of(Method method, Solver solver, std::int64_t tokens) {
    Scene scene;
    scene.tokens.count = tokens;
    scene.model.beta = 20;
    scene.time.method = method;
    scene.time.dt = 0.05;
    scene.time.tolerance = 1e-4;
    scene.solver.method = solver;
    scene.solver.tolerance = 1e-3;
    return scene;
}

}  // namespace

TEST_CASE("a stop leaves the state as it was before the step, and steps after it meet the same bits") {
    for (const Method method : {Method::layer, Method::rk4, Method::adaptive})
        for (const Solver solver : {Solver::direct, Solver::mesh}) {
            CAPTURE(static_cast<int>(method));
            CAPTURE(static_cast<int>(solver));
            const Scene scene = scene_of(method, solver, 3000);
            Simulation plain(scene), stopped(scene);
            std::atomic<bool> flag = false;
            stopped.set_stop(StopToken(flag));
            for (int step = 0; step < 4; ++step) {
                if (step % 2 == 1) stopped.measure();  // rk4 then stops in its second stage
                flag = true;
                const double time = stopped.time();
                const auto tokens = row_major(stopped.cloud());
                // A layer step whose field is known computes nothing that could be stopped.
                if (method != Method::layer || step % 2 == 0) CHECK_THROWS_AS(stopped.step(), Stopped);
                CHECK(stopped.time() == time);
                CHECK(stopped.steps() == static_cast<std::uint64_t>(step));
                CHECK(row_major(stopped.cloud()) == tokens);
                flag = false;
                stopped.step();
                plain.step();
                CHECK(stopped.time() == plain.time());
                CHECK(row_major(stopped.cloud()) == row_major(plain.cloud()));
            }
        }
}

TEST_CASE("an adaptive simulation stops while it is made, too") {
    const std::atomic<bool> flag = true;
    CHECK_THROWS_AS(Simulation(scene_of(Method::adaptive, Solver::direct, 3000), StopToken(flag)), Stopped);
}

TEST_CASE("a slow step on one thread ends when another one says so") {
    // 1.6e11 pairs take seconds on the fastest machine, minutes on others. Without the stop nothing would be thrown.
    for (const bool symmetric : {true, false}) {
        Scene scene = scene_of(Method::layer, Solver::direct, 400'000);
        scene.solver.precision = Precision::double_;
        if (!symmetric) scene.model.Q(0, 1) = 0.25;  // plain sums, not mutual ones
        std::atomic<bool> flag = false, thrown = false;
        Simulation simulation(scene, StopToken(flag));
        std::thread stepping([&] {
            try {
                simulation.step();
            } catch (const Stopped&) {
                thrown = true;
            }
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        flag = true;
        stepping.join();
        CHECK(thrown);
        CHECK(simulation.steps() == 0);
    }
}
