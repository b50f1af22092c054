#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "flow/frame.hpp"
#include "model/scene.hpp"
#include "theory/heat.hpp"
#include "view/detail.hpp"

namespace coalesce {

/// Quiet text in the corners of the picture: the scene and time at the top left, the machinery (steps/s, tokens,
/// backend, solver, precision, drift) at the bottom left, the legend of the colours at the bottom right.
/// @param origin, size  of the picture in pixels
/// @param shown         what the picture under it shows of the cloud
/// @param machinery     false in recordings, whose speed says nothing
void draw_hud(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame, const SceneDocument& document,
              const Shown& shown, bool machinery);

/// What a recording shows beside the picture: HUD and, with `panels`, energy and angle plots down the right-hand side.
/// Call between Ui::begin_offscreen and end_offscreen.
void draw_recording_overlay(ImVec2 size, const Frame& frame, const SceneDocument& document, const Shown& shown,
                            const std::vector<Measurement>& history, const HeatTheory& heat, bool panels);
/// Share of the width that the panels of a recording take; the picture is drawn in the rest.
float recording_panel_share(bool panels);

}  // namespace coalesce
