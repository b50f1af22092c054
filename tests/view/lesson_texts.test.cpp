#include "view/lesson_texts.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

TEST_CASE("what is not understood in a lesson is said with its step and key") {
    Lesson lesson;
    lesson.steps.resize(2);
    lesson.steps[0].caption = "Good: $e^{c\\beta}$.";
    lesson.steps[1].caption = "Bad: $e^{c\\bata}$.";
    lesson.steps[1].question = LessonQuestion{"$x$", {"$\\frac{1}$", "two"}, 0, ""};
    const std::vector<std::string> found = text_problems(lesson);
    REQUIRE(found.size() == 2);
    CHECK(found[0].starts_with("step 2, caption: character 6: "));
    CHECK(found[0].find("\\beta") != std::string::npos);
    CHECK(found[1].starts_with("step 2, question.choices: character 1: "));
}

TEST_CASE("texts of the shipped lessons are understood") {
    for (const ShippedLesson& shipped : shipped_lessons()) {
        CAPTURE(shipped.name);
        CHECK(text_problems(load_lesson(shipped.name)) == std::vector<std::string>{});
    }
}
