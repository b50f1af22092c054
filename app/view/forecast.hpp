#pragma once

#include <imgui.h>

#include <vector>

#include "flow/frame.hpp"
#include "model/view_state.hpp"
#include "view/lines.hpp"

namespace coalesce {

/// The ways of two clusters to the place where the pairing law lets them merge: two arcs with a head halfway along
/// each, and a ring about the meeting point. On the circle (dimension 2) they run just outside it.
std::vector<Segment> forecast_guide(const Forecast& forecast, int dimension, Rgba8 colour);

/// "merge at t ≈ 2·10⁷" beside the meeting point, where that is on the visible side.
/// @param origin, size  of the picture in pixels
void draw_forecast_label(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame, const ViewState& view);

}  // namespace coalesce
