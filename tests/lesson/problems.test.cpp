// Faults of a lesson that is being made: the words of the reader, and one of each step.
#include <doctest/doctest.h>

#include <string>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

const char* const sound = R"({"coalesce_lesson": 1, "title": "Sound", "steps": [
    {"scene": {"tokens": {"count": 100}, "time": {"until": 20}}, "seek": 2},
    {"set": {"model.beta": 30}, "until": {"time": 5}},
    {"lab": {"name": "equiangular"}},
    {"scene": "welcome", "point_at": ["token:3"]}]})";

/// Returns what the reader says of the file that the lesson would be.
std::string refusal_of(const Lesson& lesson) {
    try {
        static_cast<void>(parse_lesson(to_json(lesson), "x.json"));
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a lesson without faults has none, and an empty one says what it lacks in the reader's words") {
    const Lesson lesson = parse_lesson(sound, "x.json");
    CHECK(lesson_problems(lesson).empty());
    const auto problems = lesson_problems(Lesson{});
    REQUIRE(problems.size() == 1);
    CHECK_FALSE(problems[0].step);
    CHECK(refusal_of(Lesson{}) == "x.json: " + problems[0].line);
}

TEST_CASE("every step says its first fault; the first line is the one with which a file is refused") {
    Lesson lesson = parse_lesson(sound, "x.json");
    lesson.minutes = -1;
    lesson.steps[0].scene.reset();
    lesson.steps[1].until->value = 1e9;
    lesson.steps[2].seek = 3;
    lesson.steps[3].point_at = {"model.betta"};
    auto problems = lesson_problems(lesson);
    REQUIRE(problems.size() == 5);
    CHECK(problems[0].line.starts_with("minutes: found -1"));
    CHECK(problems[1].line.starts_with("step 1, scene: found neither a scene nor a lab"));
    CHECK(problems[2].line.starts_with("step 2, until.time: found 1000000000"));
    CHECK(problems[3].line.starts_with("step 3, seek: found in a laboratory"));
    CHECK(problems[4].line.starts_with("step 4, point_at.0: found the unknown key"));
    for (std::size_t k = 1; k < problems.size(); ++k) CHECK(problems[k].step == k - 1);
    CHECK(refusal_of(lesson) == "x.json: " + problems[0].line);
    lesson.minutes = 5;
    CHECK(refusal_of(lesson) == "x.json: " + problems[1].line);
    lesson.steps[0].scene = SceneDocument{};
    lesson.steps[0].seek.reset();
    // The scene's end is there again, and so the line of step 2 names it.
    problems = lesson_problems(lesson);
    REQUIRE(problems.size() == 3);
    CHECK(refusal_of(lesson) == "x.json: " + problems[0].line);
}

TEST_CASE("a question without choices, and a step that repeats another one's fault, are told apart by their steps") {
    Lesson lesson = parse_lesson(sound, "x.json");
    lesson.steps[1].question = LessonQuestion{"?", {"one"}, 0, ""};
    lesson.steps[3].question = LessonQuestion{"?", {"one", "two"}, 2, ""};
    const auto problems = lesson_problems(lesson);
    REQUIRE(problems.size() == 2);
    CHECK(problems[0] ==
          LessonProblem{1, "step 2, question.choices: found [\"one\"], expected a list of at least two texts"});
    CHECK(problems[1].line.starts_with("step 4, question.answer: found 2"));
}
