#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/error.hpp"
#include "lesson/claims.hpp"

using namespace coalesce;

namespace {

bool has_number(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Sentences end with a mark before a blank or the end.
int sentences(const std::string& text) {
    int count = 0;
    bool formula = false;
    for (std::size_t k = 0; k < text.size(); ++k) {
        if (text[k] == '$') formula = !formula;
        const bool mark = text[k] == '.' || text[k] == '?' || text[k] == '!';
        count += !formula && mark && (k + 1 == text.size() || text[k + 1] == ' ');
    }
    return count;
}

}  // namespace

TEST_CASE("the lessons that the program promises are there, in order") {
    std::vector<std::string_view> names;
    for (const ShippedLesson& lesson : shipped_lessons()) names.push_back(lesson.name);
    CHECK(names == std::vector<std::string_view>{"three-phases", "how-many-clusters", "waiting", "values", "heat",
                                                 "softmax", "single-location", "infinite-width", "long-contexts"});
    CHECK(is_shipped_lesson("waiting"));
    CHECK_FALSE(is_shipped_lesson("ms4"));
}

TEST_CASE("every shipped lesson is one to teach from, and survives writing and reading") {
    for (const ShippedLesson& shipped : shipped_lessons()) {
        CAPTURE(shipped.name);
        const Lesson lesson = load_lesson(shipped.name);
        CHECK(parse_lesson(to_json(lesson), "again") == lesson);
        CHECK(lesson.title.size() > 5);
        CHECK(lesson.note.size() > 50);
        CHECK(lesson.minutes >= 5);
        CHECK(lesson.minutes <= 15);
        CHECK(lesson.steps.size() >= 5);
        CHECK(lesson.steps.size() <= 12);
        CHECK(std::any_of(lesson.steps.begin(), lesson.steps.end(), [](const LessonStep& s) { return s.question; }));
        for (const LessonStep& step : lesson.steps) {
            CAPTURE(step.title);
            CHECK(!step.title.empty());
            CHECK(!step.notes.empty());
            CHECK(sentences(step.caption) >= 1);
            CHECK(sentences(step.caption) <= 3);
            CHECK(reading_seconds(step.caption) < 25);
            CHECK(std::count(step.caption.begin(), step.caption.end(), '$') % 2 == 0);
            if (step.question) CHECK(!step.question->why.empty());
        }
    }
}

TEST_CASE("a name goes before a file, and what is neither names the nearest") {
    CHECK(load_lesson("waiting").title == parse_lesson(shipped_lessons()[2].text, "x").title);
    CHECK_THROWS_WITH_AS(static_cast<void>(load_lesson("waitin")),
                         "waitin: found neither a file nor a shipped lesson of that name, the nearest is waiting "
                         "(coalesce lessons lists them)",
                         InputError);
    CHECK_THROWS_WITH_AS(static_cast<void>(load_lesson("ms4")), "ms4: found a shipped scene, expected a lesson",
                         InputError);
    CHECK_THROWS_WITH_AS(static_cast<void>(load_scene("waiting")), "waiting: found a shipped lesson, expected a scene",
                         InputError);
}

TEST_CASE("what captions state is what the program measures at that step") {
    for (const ShippedLesson& shipped : shipped_lessons()) {
        CAPTURE(shipped.name);
        const Lesson lesson = load_lesson(shipped.name);
        const std::vector<Claim> claims = claims_of(shipped.name);
        LessonWalk walk(lesson);
        for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
            const LessonStep& step = lesson.steps[k];
            CAPTURE(step.title);
            CHECK_MESSAGE(walk.advance(), "until is not reached");
            const std::string why = step.question ? step.question->why : std::string();
            bool stated = false;
            for (const Claim& claim : claims) {
                if (claim.step != k + 1) continue;
                CAPTURE(claim.words);
                CHECK_MESSAGE((step.caption + why).find(claim.words) != std::string::npos, "these words are not shown");
                claim.check(walk);
                stated = true;
            }
            CHECK_MESSAGE((stated || !has_number(step.caption + why)),
                          "no claim measures the numbers of the caption, or of the answer");
        }
        for (const Claim& claim : claims) CHECK(claim.step <= lesson.steps.size());
    }
}
