#pragma once

#include <imgui.h>

#include <vector>

#include "desk/panels.hpp"

namespace coalesce {

/// A rectangle of the window, points.
struct LessonBox {
    ImVec2 from{}, size{};
    bool holds(ImVec2 point) const {
        return point.x >= from.x && point.x < from.x + size.x && point.y >= from.y && point.y < from.y + size.y;
    }
};
/// Draws what a lesson's step needs besides its picture.
struct LessonNeeds {
    float caption = 0;   ///< height of the highest caption, points
    float timeline = 0;  ///< height of the timeline; 0: none
    float notes = 0;     ///< height of the strip of notes; 0: none
    bool column = false, question = false, laboratory = false;
};
/// Places of the parts of a presented step; they do not overlap.
struct LessonPlaces {
    LessonBox picture, column, timeline, notes, caption;
};
LessonPlaces place_lesson(ImVec2 window, const LessonNeeds& needs);

/// Draws a presented lesson: title and caption below the picture, and beside it what the step shows. Takes draw_desk's
/// place and returns the same.
std::vector<RunPlace> draw_presentation(Desk& desk, const Frame& frame);
/// Performs the action of a key while a lesson is presented, before the next frame if it may exchange the run.
void perform_lesson_key(Desk& desk, const KeyEvent& event);

}  // namespace coalesce
