#include "coalesce/flow/common_clock.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/live.hpp"
#include "wait_for.hpp"

using namespace coalesce;

namespace {

/// A sphere of so many tokens; more of them step more slowly.
Scene sphere(int tokens, const char* time) {
    return parse_scene(R"({"coalesce": 1, "model": {"beta": 5}, "tokens": {"count": )" + std::to_string(tokens) +
                           R"(}, "time": )" + time + "}",
                       "test")
        .scene;
}

const Frame& answered(LiveSimulation& live) {
    return flow_tests::wait_for(live,
                                [&](const Frame& frame) { return frame.settled && frame.commands == live.sent(); });
}

}  // namespace

TEST_CASE("a run goes on unless another is behind it by more than the lead") {
    CommonClock clock;
    clock.tell(0, 1.0);
    CHECK(clock.may_go_on(0, 0));  // alone
    clock.tell(1, 0.9);
    CHECK_FALSE(clock.may_go_on(0, 0));
    CHECK_FALSE(clock.may_go_on(0, 0.05));
    CHECK(clock.may_go_on(0, 0.1));  // 1 - 0.9 exceeds 0.1 by rounding
    CHECK(clock.may_go_on(1, 0));
    clock.tell(1, 0.9, 0, false);
    CHECK(clock.may_go_on(0, 0));
    clock.tell(2, 0.5);
    CHECK_FALSE(clock.may_go_on(0, 0));
    CHECK_FALSE(clock.may_go_on(1, 0));  // one at its end that is played on waits as well
    clock.tell(2, 1.0);
    CHECK(clock.may_go_on(0, 0));
}

TEST_CASE("on the clock of phases who enters one waits for the others to enter it") {
    CommonClock clock(TwinClock::phase);
    clock.tell(0, 3.0, 1);
    clock.tell(1, 3.0, 1);
    CHECK(clock.may_go_on(0, 0));
    clock.tell(0, 0.1, 2);
    CHECK_FALSE(clock.may_go_on(0, 1));
    CHECK(clock.may_go_on(1, 0));
    clock.tell(1, 7.0, 1);  // however long it takes
    CHECK_FALSE(clock.may_go_on(0, 1));
    CHECK(clock.may_go_on(1, 0));
    clock.tell(1, 0.05, 2);
    CHECK(clock.may_go_on(0, 0.1));
    CHECK_FALSE(clock.may_go_on(0, 0));
    clock.tell(1, 8.0, 1, false);  // at its end
    CHECK(clock.may_go_on(0, 0));
}

TEST_CASE("runs that share a clock stay within two steps, however fast each is alone") {
    // The slow one has a longer step, so that the bound is twice its dt.
    const double dt = 0.02;
    const std::vector<Scene> scenes{sphere(20, R"({"dt": 0.01, "until": 1e6})"),
                                    sphere(700, R"({"dt": 0.02, "until": 1e6})"),
                                    sphere(50, R"({"dt": 0.015, "until": 1e6})")};
    std::vector<std::unique_ptr<LiveSimulation>> runs;
    for (const Scene& scene : scenes) runs.push_back(std::make_unique<LiveSimulation>(scene));
    const auto clock = std::make_shared<CommonClock>();
    for (std::size_t k = 0; k < runs.size(); ++k) {
        runs[k]->send(live::KeepTime{clock, k});
        runs[k]->send(live::SetPace{{Pace::Kind::unlimited, 0}});
        answered(*runs[k]);
    }
    for (const double goal : {1.0, 2.0}) {
        for (const auto& run : runs) run->send(live::Play{});
        for (const auto& run : runs) flow_tests::wait_for(*run, [&](const Frame& frame) { return frame.time >= goal; });
        for (const auto& run : runs) run->send(live::Pause{});
        double first = INFINITY, last = 0;
        for (const auto& run : runs) {
            const double time = answered(*run).time;
            first = std::min(first, time);
            last = std::max(last, time);
        }
        // Times are sums of up to some hundred steps, rounded; the clock allows a millionth of a step for that.
        CHECK(last - first <= 2 * dt * (1 + 1e-5));
    }
}

TEST_CASE("a run at its end, and one that has left, hold up nobody") {
    LiveSimulation brief(sphere(20, R"({"dt": 0.01, "until": 0.1})")),
        lasting(sphere(20, R"({"dt": 0.01, "until": 50})"));
    const auto clock = std::make_shared<CommonClock>();
    brief.send(live::KeepTime{clock, 0});
    lasting.send(live::KeepTime{clock, 1});
    for (LiveSimulation* run : {&brief, &lasting}) {
        run->send(live::SetPace{{Pace::Kind::unlimited, 0}});
        run->send(live::Play{});
    }
    flow_tests::wait_for(lasting, [](const Frame& frame) { return frame.time >= 1; });
    CHECK(answered(brief).ended);

    // Without a clock a run is not held, and one that is paused elsewhere no longer matters.
    brief.send(live::Reset{});
    answered(brief);
    lasting.send(live::KeepTime{});
    flow_tests::wait_for(lasting, [](const Frame& frame) { return frame.time >= 2; });
}

TEST_CASE("steps that are asked for do not wait, and runs behind catch up when played") {
    LiveSimulation ahead(sphere(20, R"({"dt": 0.01, "until": 1e6})")),
        behind(sphere(20, R"({"dt": 0.01, "until": 1e6})"));
    const auto clock = std::make_shared<CommonClock>();
    ahead.send(live::KeepTime{clock, 0});
    behind.send(live::KeepTime{clock, 1});
    ahead.send(live::Step{100});
    CHECK(answered(ahead).time == doctest::Approx(1));
    CHECK(answered(behind).time == 0);
    for (LiveSimulation* run : {&ahead, &behind}) {
        run->send(live::SetPace{{Pace::Kind::unlimited, 0}});
        run->send(live::Play{});
    }
    flow_tests::wait_for(behind, [](const Frame& frame) { return frame.time >= 2; });
    for (LiveSimulation* run : {&ahead, &behind}) run->send(live::Pause{});
    CHECK(std::abs(answered(ahead).time - answered(behind).time) <= 0.02 * (1 + 1e-5));
}
