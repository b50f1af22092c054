#include "view/caption.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "view/gl_context.hpp"
#include "view/rich_text.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// Fonts of a picture of 1920×1080.
struct Page {
    HeadlessContext context;
    Ui ui{Theme::dark, 1.5f};
    Page() { ui.begin_offscreen(1920, 1080); }
    ~Page() { ui.drop_offscreen(); }
};

const std::string long_caption =
    "Every token moves towards those that it attends to, and the *nearest* count most: their weight is proportional to "
    "the exponential of their inner product, so that a crowd attracts what is close to it and hardly feels the rest.";

}  // namespace

TEST_CASE("a caption's letters are 28 pixels at 1920x1080, and nothing is below 20") {
    CHECK(caption_style(1920, 1080, Theme::dark).size == doctest::Approx(28));
    CHECK(caption_style(3840, 2160, Theme::dark).size == doctest::Approx(56));
    // The same share of the height on a wall with four by three, where lines keep their number of characters.
    CHECK(caption_style(1024, 768, Theme::dark).size == doctest::Approx(28.0 * 768 / 1080));
    CHECK(caption_style(600, 1080, Theme::dark).size == doctest::Approx(28.0 * 450 / 1080));
}

TEST_CASE("text is broken between words where its line ends") {
    const Page page;
    const RichText one("Tokens *attract* each other.", 28, 2000);
    CHECK(one.lines() == 1);
    CHECK(one.height() == doctest::Approx(28 * RichText::line_height).epsilon(0.1));
    const RichText narrow(long_caption, 28, 700);
    CHECK(narrow.lines() >= 4);
    CHECK(narrow.width() <= 700);
    CHECK(narrow.height() == doctest::Approx(static_cast<float>(narrow.lines()) * one.height()).epsilon(0.02));
    CHECK(RichText("", 28, 700).height() == 0);
}

TEST_CASE("the place of a lesson's captions fits the longest of them, whatever the size") {
    Lesson lesson;
    lesson.steps.resize(3);
    lesson.steps[1].title = "A long one";
    lesson.steps[1].caption = long_caption + " " + long_caption;
    for (const auto& [width, height] : {std::pair{1024.f, 768.f}, {1920.f, 1080.f}, {3840.f, 2160.f}}) {
        const Page page;
        const CaptionStyle style = caption_style(width, height, Theme::dark);
        const float whole = caption_height(lesson, width, style);
        CHECK(whole == caption_height(caption_of(lesson, 1), width, style));
        CHECK(whole > caption_height(caption_of(lesson, 0), width, style));
        CHECK(whole < 0.45f * height);
    }
}

TEST_CASE("a question has a row for each choice, does not move when it is answered, and has room for why") {
    const Page page;
    const CaptionStyle style = caption_style(1920, 1080, Theme::light);
    const LessonQuestion question{"How many clusters will there be?", {"one", "two", long_caption}, 1, "Two crowds."};
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const int hands[] = {3, 9, 0};
    const std::vector<ImVec4> asked = draw_question(list, {100, 50}, 700, question, {false, hands, 0.5f}, style);
    const std::vector<ImVec4> answered = draw_question(list, {100, 50}, 700, question, {true, hands, 0}, style);
    REQUIRE(asked.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(asked[k].x == 100);
        CHECK(asked[k].z == 800);
        CHECK(asked[k].y == answered[k].y);
        if (k > 0) CHECK(asked[k].y > asked[k - 1].w);
    }
    CHECK(asked[2].w - asked[2].y > 2 * (asked[0].w - asked[0].y));
    CHECK(question_height(question, 700, style) > asked[2].w - 50);
}
