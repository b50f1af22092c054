// Advice lists the gaps of a valid lesson that an audience misses.
#include "desk/lesson_advice.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

TEST_CASE("missing titles, captions and reasons are told, one a step, and none of them is a fault") {
    Lesson lesson;
    CHECK(lesson_advice(lesson).empty());
    lesson.steps.resize(4);
    lesson.steps[0].scene_name = "welcome";
    lesson.steps[0].scene = load_scene("welcome");
    lesson.steps[1].title = lesson.steps[2].title = lesson.steps[3].title = "Title";
    lesson.steps[2].caption = lesson.steps[3].caption = "Caption";
    lesson.steps[2].question = LessonQuestion{"?", {"a", "b"}, 0, ""};
    const auto advice = lesson_advice(lesson);
    REQUIRE(advice.size() == 4);
    CHECK(advice[0].line.find("The lesson has no title") == 0);
    CHECK_FALSE(advice[0].step);
    CHECK(advice[1].line.find("Step 1 has no title") == 0);
    CHECK(advice[2].line.find("Step 2 has no caption") == 0);
    CHECK(advice[3].line.find("Step 3 gives no reason") == 0);
    CHECK(advice[3].step == 2);
    CHECK(lesson_problems(lesson).empty());
    CHECK(lesson_advice(load_lesson("three-phases")).empty());
}

TEST_CASE("a step that pauses before its change is made is told, with the time at which it is made") {
    Lesson lesson;
    lesson.title = "Title";
    lesson.steps.resize(2);
    lesson.steps[0].scene_name = "welcome";
    lesson.steps[0].scene = load_scene("welcome");
    lesson.steps[0].play = false;
    lesson.steps[0].pace = Pace{Pace::Kind::time_per_second, 0.75};
    for (LessonStep& step : lesson.steps) step.title = step.caption = "Text";
    LessonStep& second = lesson.steps[1];
    second.set.set(lesson.steps[0].scene.value(), "model.beta", 5.0);
    second.over = 2;  // 0.75 units of time a second: made at t = 1.5
    second.until = LessonUntil{.of = LessonUntil::Of::time, .value = 1};
    const auto advice = lesson_advice(lesson);
    REQUIRE(advice.size() == 1);
    CHECK(advice[0].line == "Step 2 pauses at t = 1, before its change is made: 2 s at its pace lead to t = 1.5.");
    for (const double pause : {1.5, 8.0}) {
        second.until->value = pause;
        CHECK(lesson_advice(lesson).empty());
    }
    second.until->value = 1;
    second.over = 0;
    CHECK(lesson_advice(lesson).empty());
}
