#pragma once

#include <imgui.h>

#include <vector>

#include "flow/frame.hpp"
#include "model/view_state.hpp"
#include "view/hud.hpp"
#include "view/lines.hpp"

namespace coalesce {

/// The ways of two clusters to the place where the pairing law lets them merge: two arcs with a head halfway along
/// each, and a ring about the meeting point. On the circle (dimension 2) they run just outside it.
std::vector<Segment> forecast_guide(const Forecast& forecast, int dimension, Rgba8 colour);

/// Draws "merge at t ≈ 2·10⁷" beside the meeting point, where that is on the visible side and a side of it is free.
/// @param origin, size  of the picture in pixels
/// @param hud           text in the picture's corners, which the label keeps clear of
/// @return  the label's rectangle; empty where it is not drawn
HudRectangles::Rectangle draw_forecast_label(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame,
                                             const ViewState& view, const HudRectangles& hud);

}  // namespace coalesce
