#pragma once

#include <imgui.h>

#include "desk/desk.hpp"

namespace coalesce {

/// Draws the spotlight or the magnifier that a presented lesson has at the pointer.
/// @param from, size  place of the picture, points
void draw_lens(const Desk& desk, ImVec2 from, ImVec2 size);

}  // namespace coalesce
