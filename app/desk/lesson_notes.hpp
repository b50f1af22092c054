#pragma once

#include <imgui.h>

#include "desk/lesson_state.hpp"
#include "view/caption.hpp"

namespace coalesce {

// Draws what the lecturer alone reads: notes of the step, title of the next one, clock.

/// Height of the notes of the present step in a strip or window of some width, points.
float notes_height(const LessonState& lesson, float width, const CaptionStyle& style);
void draw_notes(ImDrawList& list, ImVec2 from, ImVec2 size, const LessonState& lesson, const CaptionStyle& style);

}  // namespace coalesce
