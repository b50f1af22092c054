#include "flow/pacer.hpp"

#include <doctest/doctest.h>

using namespace coalesce;
using namespace std::chrono_literals;

namespace {

/// A run in steps of 0.1 up to time 10, at a time of the test's choice.
struct Paced {
    Pacer pacer;
    Pacer::Run run{false, 0.1, 0, 0, 10};
    Pacer::Time now{1h};

    explicit Paced(Pace pace, bool adaptive = false) {
        run.adaptive = adaptive;
        pacer.set_pace(pace, now);
        pacer.play(run, now);
    }
    /// Takes all steps that are granted now, of length `dt`.
    /// @return  their number
    int take(double dt = 0.1) {
        pacer.refill(run, now);
        int steps = 0;
        for (; pacer.step_allowed(run); ++steps) {
            CHECK_FALSE(pacer.spend(run));
            run.time = run.state += dt;
        }
        return steps;
    }
    void wait(Pacer::Time::duration time) { now += time; }
};

}  // namespace

TEST_CASE("steps a frame are granted by ticks of a sixtieth of a second") {
    Paced paced({Pace::Kind::steps_per_frame, 3});
    CHECK(paced.take() == 3);
    CHECK(paced.take() == 0);
    paced.wait(10ms);
    CHECK(paced.take() == 0);  // no tick has passed
    CHECK(paced.pacer.next_tick() > paced.now);
    paced.wait(7ms);
    CHECK(paced.take() == 3);
    paced.wait(500ms);
    CHECK(paced.take() == 3);  // slow steps leave no debt
}

TEST_CASE("half a step a frame is a step every other frame") {
    Paced paced({Pace::Kind::steps_per_frame, 0.5});
    int steps = 0;
    for (int k = 0; k < 20; ++k, paced.wait(17ms)) steps += paced.take();
    CHECK(steps == 10);
}

TEST_CASE("time a second is counted in whole steps when they are fixed") {
    Paced paced({Pace::Kind::time_per_second, 2});
    int steps = 0;
    for (int k = 0; k < 60; ++k, paced.wait(16'666'667ns)) steps += paced.take();
    // A second's time is 2, of 20 steps.
    CHECK(steps == doctest::Approx(20).epsilon(0.06));
}

TEST_CASE("adaptive steps go to a granted time, and the last is shown in part") {
    Paced paced({Pace::Kind::time_per_second, 2}, true);
    paced.wait(20ms);
    CHECK(paced.take(0.3) == 1);
    // 20 ms are a time of 0.04: the step leads beyond.
    Pacer::Run before = paced.run;
    before.time = 0;
    CHECK(paced.pacer.shown_part(before).value() == doctest::Approx(0.04));
    paced.run.time = 0.04;
    paced.wait(50ms);
    CHECK(paced.take(0.3) == 0);  // 0.14 is within the step
    CHECK(paced.pacer.shown_part(paced.run).value() == doctest::Approx(0.14));
    paced.run.time = 0.14;
    paced.wait(5s);
    CHECK(paced.take(0.3) == 1);  // no leap follows a stall: 0.1 s at most, to 0.34
    CHECK_FALSE(Paced({Pace::Kind::steps_per_frame, 1}, true).pacer.shown_part(paced.run));
}

TEST_CASE("decades a second count from a step, whatever the time shown") {
    Paced paced({Pace::Kind::decades_per_second, 10}, true);
    paced.wait(100ms);
    paced.take(1e-3);
    CHECK(paced.pacer.shown_part({true, 0.1, 0, 0, 10}).value() == doctest::Approx(1));  // a decade beyond 0.1
}

TEST_CASE("steps that are asked for come at once, also paused, and a pause takes them back") {
    Paced paced({Pace::Kind::steps_per_frame, 1});
    paced.pacer.pause(paced.now);
    CHECK_FALSE(paced.pacer.step_allowed(paced.run));
    paced.pacer.ask(2);
    paced.pacer.ask(-5);
    CHECK(paced.pacer.steps_asked());
    CHECK(paced.pacer.spend(paced.run));
    CHECK(paced.pacer.step_allowed(paced.run));
    paced.pacer.pause(paced.now);
    CHECK_FALSE(paced.pacer.steps_asked());
    CHECK_FALSE(paced.pacer.step_allowed(paced.run));
}

TEST_CASE("a run pauses at its end, plays on when played again, and pauses at an end moved ahead") {
    Paced paced({Pace::Kind::unlimited, 0});
    paced.run.time = paced.run.state = 10 - 1e-9;  // a sum of steps misses it by rounding
    CHECK(paced.pacer.end_if_due(paced.run));
    CHECK(paced.pacer.ended());
    CHECK_FALSE(paced.pacer.playing());
    paced.pacer.play(paced.run, paced.now);
    CHECK_FALSE(paced.pacer.ended());
    CHECK_FALSE(paced.pacer.end_if_due(paced.run));  // beyond it there is none
    paced.run.until = 20;
    paced.pacer.edited(paced.run, paced.now);
    paced.run.time = paced.run.state = 20;
    CHECK(paced.pacer.end_if_due(paced.run));
    paced.pacer.look(paced.now);
    CHECK_FALSE(paced.pacer.ended());
    paced.pacer.resume(paced.run);
    paced.pacer.play({false, 0.1, 5, 5, 20}, paced.now);
    CHECK_FALSE(paced.pacer.end_if_due({false, 0.1, 19, 19, 20}));
}

TEST_CASE("the rate is that of the last half second, and 0 when paused") {
    Paced paced({Pace::Kind::unlimited, 0});
    for (int k = 0; k < 60; ++k) {
        paced.wait(10ms);
        paced.pacer.count_step(paced.now);
    }
    CHECK(paced.pacer.rate() == doctest::Approx(100));
    for (int k = 0; k < 60; ++k) {
        paced.wait(20ms);
        paced.pacer.count_step(paced.now);
    }
    CHECK(paced.pacer.rate() == doctest::Approx(50).epsilon(0.05));
    paced.pacer.pause(paced.now);
    CHECK(paced.pacer.rate() == 0);
}

TEST_CASE("reaching goes without a pace to the last whole step up to a time, past the run's end") {
    Paced paced({Pace::Kind::steps_per_frame, 1});
    paced.pacer.reach(12.34, paced.now);
    CHECK_FALSE(paced.pacer.end_if_due(paced.run));
    CHECK(paced.take() == 123);
    CHECK(paced.pacer.end_if_due(paced.run));
    CHECK_FALSE(paced.pacer.playing());
    CHECK_FALSE(paced.pacer.ended());
    CHECK_FALSE(paced.pacer.end_if_due(paced.run));
    // A time that is reached already takes no step.
    paced.pacer.reach(12.34, paced.now);
    CHECK(paced.take() == 0);
    CHECK(paced.pacer.end_if_due(paced.run));
}

TEST_CASE("reaching in adaptive steps shows the time within the last of them") {
    Paced paced({Pace::Kind::steps_per_frame, 1}, true);
    paced.pacer.reach(1, paced.now);
    CHECK(paced.take(0.3) == 4);
    CHECK(paced.pacer.shown_part(paced.run) == 1);
    CHECK(paced.pacer.end_if_due(paced.run));
}

TEST_CASE("playing, pausing and a restart end the way to a time") {
    Paced paced({Pace::Kind::steps_per_frame, 1});
    paced.pacer.reach(5, paced.now);
    paced.pacer.play(paced.run, paced.now);
    CHECK(paced.take() == 1);
    paced.pacer.reach(5, paced.now);
    paced.pacer.pause(paced.now);
    CHECK(paced.take() == 0);
    paced.pacer.reach(5, paced.now);
    paced.pacer.restart(paced.now);
    CHECK_FALSE(paced.pacer.playing());
}
