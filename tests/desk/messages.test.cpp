#include "desk/messages.hpp"

#include <doctest/doctest.h>

#include "desk/desk.hpp"

using namespace coalesce;
using Seconds = std::chrono::duration<double>;
using Clock = std::chrono::steady_clock;

namespace {

Clock::time_point after(const Message& message, double seconds) {
    return message.since + std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
}

}  // namespace

TEST_CASE("a message stands for six seconds, then fades; an error stands until it is closed") {
    Message message{.text = "written", .frames = 100, .since = Clock::now()};
    CHECK(opacity(message, message.since) == 1);
    CHECK(opacity(message, after(message, 5.9)) == 1);
    CHECK(opacity(message, after(message, 6.3)) == doctest::Approx(0.5).epsilon(0.01));
    CHECK(opacity(message, after(message, 6.7)) == 0);
    message.error = true;
    CHECK(opacity(message, after(message, 1e6)) == 1);
}

TEST_CASE("a message does not fade before it was in twenty frames, however slow they are") {
    Message message{.text = "written", .frames = 19, .since = Clock::now()};
    CHECK(opacity(message, after(message, 60)) == 1);
    message.frames = 20;
    CHECK(opacity(message, after(message, 60)) == 0);
}

TEST_CASE("a message that equals the newest one renews it; any other is added with an identity of its own") {
    Desk desk;
    report(desk, false, "a");
    desk.messages.back().since -= std::chrono::seconds(5);
    const auto before = desk.messages.back().since;
    report(desk, false, "a");
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.messages[0].since > before);
    report(desk, true, "b", "film.mp4");
    report(desk, false, "a");
    REQUIRE(desk.messages.size() == 3);
    CHECK(desk.messages[1].error);
    CHECK(desk.messages[1].file == "film.mp4");
    CHECK(desk.messages[0].identity != desk.messages[2].identity);
}

TEST_CASE("frames are drawn for a message until it has gone, and for an error none") {
    Desk desk;
    CHECK_FALSE(messages_fade(desk));
    report(desk, true, "failed");
    CHECK_FALSE(messages_fade(desk));
    report(desk, false, "written");
    CHECK(messages_fade(desk));  // it has not been in twenty frames
    desk.messages.back().frames = 20;
    CHECK_FALSE(messages_fade(desk));  // it stands still
    desk.messages.back().since -= std::chrono::milliseconds(6200);
    CHECK(messages_fade(desk));
}

TEST_CASE("on the wall every message goes after three seconds; what was said before a lesson is not shown there") {
    Desk desk;
    report(desk, true, "failed");
    report(desk, false, "written");
    Message& error = desk.messages.front();
    error.frames = 100;
    CHECK(opacity_on_wall(error, after(error, 2.9)) == 1);
    CHECK(opacity_on_wall(error, after(error, 3.7)) == 0);
    CHECK(opacity(error, after(error, 3.7)) == 1);  // on the desk it stands
    put_messages_aside(desk);
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.messages.front().text == "failed");
    CHECK(opacity_on_wall(desk.messages.front(), Clock::now()) == 0);
    CHECK(opacity(desk.messages.front(), Clock::now()) == 1);
}
