#pragma once

#include <imgui.h>

#include "coalesce/document/view_state.hpp"

namespace coalesce {

// The pictures of the three doors, drawn into a rectangle: they have no files and fit every size and theme.

/// A screen with a sign to play, and its steps as dots.
void draw_lesson_picture(ImDrawList& list, ImVec2 from, ImVec2 to, Theme theme);
/// A sphere with its crowds.
void draw_explore_picture(ImDrawList& list, ImVec2 from, ImVec2 to, Theme theme);
/// A table of numbers that becomes points of a circle.
void draw_tokens_picture(ImDrawList& list, ImVec2 from, ImVec2 to, Theme theme);

}  // namespace coalesce
