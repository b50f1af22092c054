#include <doctest/doctest.h>

#include <cmath>

#include "command/command.hpp"

using namespace coalesce;
using namespace coalesce::command;

TEST_CASE("the time left is what the rest takes at the pace of the last half") {
    TimeLeft left;
    CHECK_FALSE(left.seconds());
    left.note(0, 0);
    CHECK_FALSE(left.seconds());
    // 0.01 a second for 40 s, then 0.001.
    for (int tenth = 1; tenth <= 400; ++tenth) left.note(0.1 * tenth, 0.001 * tenth);
    CHECK(*left.seconds() == doctest::Approx(60));
    for (int tenth = 1; tenth <= 1000; ++tenth) left.note(40 + 0.1 * tenth, 0.4 + 0.0001 * tenth);
    CHECK(*left.seconds() == doctest::Approx(500));
    left.note(1000, 0.5);  // nothing has moved since
    left.note(3000, 0.5);
    CHECK(std::isinf(*left.seconds()));
}

TEST_CASE("durations are said in the unit that fits") {
    CHECK(duration_text(0.2) == "1 s");
    CHECK(duration_text(42.4) == "42 s");
    CHECK(duration_text(60 * 12.2) == "12 min");
    CHECK(duration_text(3600 * 5 + 60 * 3.5) == "5 h 03 min");
    CHECK(duration_text(86400 * 20) == "20 days");
    CHECK(duration_text(1e30) == "more than a year");
    CHECK(duration_text(INFINITY) == "more than a year");
}

TEST_CASE("the share done counts fixed steps by time and adaptive ones by decades") {
    TimeSpec time;
    time.dt = 0.1;
    time.until = 1000;
    time.axis = TimeAxis::log;
    CHECK(share_done(time, 250) == 0.25);
    CHECK(share_done(time, 2000) == 1);
    time.method = Method::adaptive;
    CHECK(share_done(time, 0) == 0);
    CHECK(share_done(time, 10) == doctest::Approx(0.5));
    CHECK(share_done(time, 1000) == 1);
    time.until = 0;
    CHECK(share_done(time, 0) == 1);
}
