// Places of the parts of a presented lesson, and the letters on the wall.
#include <doctest/doctest.h>

#include "desk/lesson_screen.hpp"
#include "view/caption.hpp"

using namespace coalesce;

namespace {

bool apart(const LessonBox& a, const LessonBox& b) {
    if (a.size.x <= 0 || a.size.y <= 0 || b.size.x <= 0 || b.size.y <= 0) return true;
    constexpr float rounding = 0.01f;
    return a.from.x + a.size.x <= b.from.x + rounding || b.from.x + b.size.x <= a.from.x + rounding ||
           a.from.y + a.size.y <= b.from.y + rounding || b.from.y + b.size.y <= a.from.y + rounding;
}

bool inside(const LessonBox& box, ImVec2 window) {
    return box.from.x >= 0 && box.from.y >= 0 && box.from.x + box.size.x <= window.x + 0.01f &&
           box.from.y + box.size.y <= window.y + 0.01f;
}

}  // namespace

TEST_CASE("the parts of a step are apart and within the window, whatever it needs") {
    for (const ImVec2 window : {ImVec2{1024, 768}, ImVec2{1280, 800}, ImVec2{1920, 1080}, ImVec2{3840, 2160}})
        for (int needs = 0; needs < 32; ++needs) {
            CAPTURE(window.x);
            CAPTURE(needs);
            const LessonPlaces places = place_lesson(window, {.caption = (needs & 1 ? 0.9f : 0.15f) * window.y,
                                                              .timeline = needs & 2 ? 0.2f * window.y : 0,
                                                              .notes = needs & 4 ? 0.3f * window.y : 0,
                                                              .column = (needs & 8) != 0,
                                                              .question = (needs & 16) != 0});
            const LessonBox* all[] = {&places.picture, &places.column, &places.timeline, &places.notes,
                                      &places.caption};
            for (const LessonBox* one : all) {
                CHECK(inside(*one, window));
                for (const LessonBox* other : all) CHECK((one == other || apart(*one, *other)));
            }
            // Of the width 0.58 are left for the picture, of the height 0.55 (caption) · 0.5 (notes) · 0.6 (timeline).
            CHECK(places.picture.size.x >= 0.57f * window.x);
            CHECK(places.picture.size.y >= 0.16f * window.y);
        }
}

TEST_CASE("a laboratory takes the place of picture, plots and timeline") {
    const LessonPlaces places =
        place_lesson({1920, 1080}, {.caption = 200, .timeline = 100, .column = true, .laboratory = true});
    CHECK(places.picture.size.x == 1920);
    CHECK(places.picture.size.y == 880);
    CHECK(places.timeline.size.y == 0);
    CHECK(places.column.size.x == 0);
}

TEST_CASE("letters on the wall have 28 pixels at 1080 rows, and in proportion") {
    CHECK(caption_style(1920, 1080, Theme::dark).size == doctest::Approx(28));
    CHECK(caption_style(3840, 2160, Theme::dark).size == doctest::Approx(56));
    CHECK(caption_style(1024, 768, Theme::light).size == doctest::Approx(28.0 * 768 / 1080));
}
