#include "lecture/subtitles.hpp"

#include <doctest/doctest.h>

#include "lecture/lesson_film.hpp"

using namespace coalesce;

TEST_CASE("subtitles have numbers, times with a comma, and no empty line within") {
    const std::string text = subrip_text(
        {{0, 1.5, "First\n\nsecond line"}, {1.5, 1.5, "has no length"}, {1.5, 2, ""}, {3661.25, 3700, "Third"}});
    CHECK(text ==
          "1\n00:00:00,000 --> 00:00:01,500\nFirst\nsecond line\n"
          "\n2\n01:01:01,250 --> 01:01:40,000\nThird\n");
}

TEST_CASE("subtitles stand beside their film") {
    CHECK(subtitles_beside("a/b.mp4") == "a/b.srt");
    CHECK(subtitles_beside("two.parts.webm") == "two.parts.srt");
    CHECK(subtitles_beside("a/frames/") == "a/frames.srt");
}

TEST_CASE("a question is subtitled after the caption, and its answer where it is said") {
    LessonStep step;
    step.title = "Guess";
    step.caption = "*Two* clusters attract.";
    step.question = LessonQuestion{"Which merges first?", {"near", "far"}, 0, "The near one."};
    const StepPlan plan(step, {});
    const std::vector<Subtitle> all = subtitles_of(step, plan, 10);
    REQUIRE(all.size() == 3);
    CHECK(all[0].from == 10);
    CHECK(all[0].text == "Guess\nTwo clusters attract.");
    CHECK(all[1].from == all[0].to);
    CHECK(all[1].text == "Which merges first?\n1. near\n2. far");
    CHECK(all[2].from == doctest::Approx(10 + plan.answered_from()));
    CHECK(all[2].text == "1. near\nThe near one.");
    CHECK(all[2].to == doctest::Approx(10 + plan.length()));
}
