#pragma once

#include <imgui.h>

#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"
#include "view/hud_rectangles.hpp"
#include "view/lines.hpp"

namespace coalesce {

/// Returns the paths of two clusters to the point where they merge by the pairing law: two arcs with an arrow head
/// halfway, and a ring about the meeting point. On the circle (dimension 2) they run just outside it.
std::vector<Segment> forecast_guide(const Forecast& forecast, int dimension, Rgba8 colour);

/// Draws "merge at t ≈ 2·10⁷" beside the meeting point, if that is visible and there is free space beside it.
/// @param origin, size  place of the picture, pixels
/// @param hud           text in the picture's corners, which the label avoids
/// @return              the label's rectangle; empty if it is not drawn
HudRectangles::Rectangle draw_forecast_label(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame,
                                             const ViewState& view, const HudRectangles& hud);

}  // namespace coalesce
