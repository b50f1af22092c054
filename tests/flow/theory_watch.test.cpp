#include "flow/theory_watch.hpp"

#include <doctest/doctest.h>

#include "coalesce/flow/simulation.hpp"

using namespace coalesce;

namespace {

Scene small_scene() {
    Scene scene;
    scene.tokens.count = 60;
    scene.model.beta = 10;
    scene.time.dt = 0.05;
    return scene;
}

}  // namespace

TEST_CASE("theory is compared at once, then not again for a while, in which frames show the last comparison") {
    Simulation simulation(small_scene());
    TheoryWatch watch;
    watch.restart(simulation);
    Frame first, second;
    watch.compare(first, simulation, 0, true);
    REQUIRE(!first.theory.empty());
    CHECK(first.linked > 0);
    CHECK(first.modes > 0);
    const auto next = watch.next();
    CHECK(next > std::chrono::steady_clock::now());
    for (int k = 0; k < 100; ++k) simulation.step();
    watch.compare(second, simulation, 0, true);
    // The state differs; the comparison is still the former one, and is known to be.
    if (watch.next() == next) {
        CHECK(watch.due());
        CHECK(second.linked == first.linked);
        CHECK(second.theory.size() == first.theory.size());
    }
    watch.give_up();
    CHECK_FALSE(watch.due());
    watch.restart(simulation);
    CHECK(watch.next() < next);  // due at once
    Frame third;
    watch.compare(third, simulation, 0, true);
    CHECK(watch.next() > std::chrono::steady_clock::now());
}

TEST_CASE("a comparison observes nothing and moves nothing") {
    Simulation watched(small_scene()), alone(small_scene());
    TheoryWatch watch;
    for (int k = 0; k < 40; ++k) {
        watched.step();
        alone.step();
        watch.restart(watched);  // due at once
        Frame frame;
        watch.compare(frame, watched, 0, true);
    }
    CHECK(row_major(watched.cloud()) == row_major(alone.cloud()));
    CHECK(watched.identities() == alone.identities());
    CHECK(watched.merges().size() == alone.merges().size());
    CHECK(watched.phases().size() == alone.phases().size());
}

TEST_CASE("a comparison that is taken over is shown until the watch's own, which is due soon") {
    Simulation simulation(small_scene());
    TheoryWatch origin, fork;
    origin.restart(simulation);
    CHECK(origin.shown() == nullptr);
    Frame measured, taken;
    origin.compare(measured, simulation, 0, false);
    REQUIRE(origin.shown());
    fork.restart(simulation);
    const auto now = std::chrono::steady_clock::now();
    fork.take_over(*origin.shown(), now + std::chrono::hours(1));
    fork.compare(taken, simulation, 0, false);
    CHECK(taken.theory.size() == measured.theory.size());
    CHECK(taken.linked == measured.linked);
    CHECK(fork.due());
    CHECK(fork.next() < now + std::chrono::hours(2));
}
