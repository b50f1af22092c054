#include "view/time_scale.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

namespace {

Frame run_until(double time) {
    Frame frame;
    frame.time = frame.known_until = time;
    return frame;
}

}  // namespace

TEST_CASE("share and time are inverse, on both axes") {
    for (const TimeScale scale : {TimeScale{false, 0, 40}, TimeScale{true, 1e-3, 1e12}})
        for (const double share : {0.0, 0.3, 1.0})
            CHECK(scale.share(scale.time(share)) == doctest::Approx(share).epsilon(1e-12));
    CHECK(TimeScale{true, 1e-3, 1e12}.share(0) == 0);
}

TEST_CASE("the axis holds all that is known, also after a look back") {
    Frame frame = run_until(100);
    frame.time = 3;
    const TimeScale linear = time_scale(frame, 0.5, false);
    CHECK(linear.from == 0);
    CHECK(linear.share(100) > 0.95);
    CHECK(linear.share(100) < 1);
    const TimeScale log = time_scale(frame, 0.5, true);
    CHECK(log.from == 0.5);
    CHECK(log.share(100) > 0.95);
    CHECK(log.share(100) < 1);
}

TEST_CASE("the axis reaches the forecast merge unless that squeezes the run") {
    Frame frame = run_until(1e4);
    frame.forecast.emplace();
    for (const bool logarithmic : {false, true}) {
        frame.forecast->time = logarithmic ? 1e5 : 1.3e4;
        const TimeScale near = time_scale(frame, 1, logarithmic);
        CHECK(near.share(frame.forecast->time) < 1);
        CHECK(near.share(frame.forecast->time) > 0.95);
        frame.forecast->time = INFINITY;
        CHECK(time_scale(frame, 1, logarithmic).share(1e4) > 0.95);
    }
}

TEST_CASE("what happens after the last merge does not squeeze what happened before") {
    Frame frame = run_until(1e250);
    frame.time = 10;
    frame.merges = {{.time = 1e6}};
    frame.lineage.resize(1);
    const TimeScale scale = time_scale(frame, 1, true);
    CHECK(scale.share(1e6) > 0.6);
    CHECK(scale.share(1e6) < 0.9);
    frame.time = 1e250;
    CHECK(time_scale(frame, 1, true).share(1e250) < 1);
    frame.time = 10;
    frame.lineage.resize(2);
    CHECK(time_scale(frame, 1, true).share(1e250) > 0.9);
}

TEST_CASE("a run that has not begun has an axis") {
    for (const bool logarithmic : {false, true}) {
        const TimeScale scale = time_scale(run_until(0), 0.01, logarithmic);
        CHECK(scale.to > scale.from);
        CHECK(std::isfinite(scale.time(0.5)));
        CHECK(!time_ticks(scale, 5).empty());
    }
}

TEST_CASE("an axis from the smallest step to the longest run is finite, and its ticks stand on it") {
    for (const double first : {5e-324, 1e-310, 2.3e-308, 1e-6})
        for (const double until : {1e-300, 1.0, 1e300}) {
            CAPTURE(first);
            CAPTURE(until);
            const TimeScale scale = time_scale(run_until(until), first, true);
            CHECK(scale.from == first);
            CHECK(std::isfinite(scale.to));
            if (until > 10 * first) {
                CHECK(scale.share(until) > 0.9);
                CHECK(scale.share(until) < 1);
            }
            CHECK(scale.share(0) == 0);
            const double middle = scale.time(0.5);
            CHECK(middle > scale.from);
            CHECK(middle < scale.to);
            for (const TimeTick& tick : time_ticks(scale, 6)) {
                CHECK(tick.time >= scale.from * (1 - 1e-9));
                CHECK(tick.time <= scale.to * (1 + 1e-9));
            }
        }
}

TEST_CASE("ticks are round, on the axis, and no more than there is room for") {
    for (const TimeScale scale :
         {TimeScale{false, 0, 7.3}, TimeScale{false, 0, 1e9}, TimeScale{true, 1e-3, 1e12}, TimeScale{true, 2, 9}})
        for (const int most : {1, 3, 8}) {
            int labels = 0;
            for (const TimeTick& tick : time_ticks(scale, most)) {
                CHECK(scale.share(tick.time) >= -1e-9);
                CHECK(scale.share(tick.time) <= 1 + 1e-9);
                labels += !tick.label.empty();
            }
            // Both ends can be labelled.
            CHECK(labels <= most + 1);
        }
}

TEST_CASE("events are visited in order, and the ends when there are no more") {
    Frame frame = run_until(50);
    frame.phases = {{"alignment", 0, 2, ""}, {"heat", 2, 9, ""}, {"pairing", 9, 50, ""}};
    frame.merges = {{.time = 30}};
    CHECK(event_times(frame) == std::vector<double>{2, 9, 30});
    CHECK(next_event(frame, 0) == 2);
    CHECK(next_event(frame, 2) == 9);
    CHECK(next_event(frame, 9) == 30);
    CHECK(next_event(frame, 30) == 50);
    CHECK(previous_event(frame, 50) == 30);
    CHECK(previous_event(frame, 9) == 2);
    CHECK(previous_event(frame, 2) == 0);
}

TEST_CASE("the phase of a moment") {
    const std::vector<Phase> phases{{"alignment", 0, 2, ""}, {"heat", 2, 9, ""}};
    CHECK(phase_at(phases, 1)->name == "alignment");
    CHECK(phase_at(phases, 2)->name == "heat");
    CHECK(phase_at(phases, 99)->name == "heat");
    CHECK(phase_at({}, 1) == nullptr);
}
