#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/theory/heat.hpp"
#include "view/detail.hpp"
#include "view/hud_rectangles.hpp"

namespace coalesce {

/// Details of the text in the corners of a picture, by the picture's size in ems. A smaller picture drops, in this
/// order: the reasons of the backend and of copies, rows of the cluster legend, the accuracy of the machinery, the
/// machinery with the size of the title and the margin, the line of the tokens. Lines that are still too long end in an
/// ellipsis.
struct HudDetail {
    bool reasons = true, accuracy = true, machinery = true, tokens = true;
    int clusters = 5;                    ///< largest number of rows of the legend
    float margin = 1.2f, title = 1.25f;  ///< ems
    bool operator==(const HudDetail&) const = default;
};
HudDetail hud_detail(float width, float height);

/// Draws the text in the corners of the picture: scene and time at the top left, the machinery (steps/s, tokens,
/// backend, solver, precision, drift) at the bottom left, the legend of the colours at the bottom right.
/// @param origin, size  place of the picture, pixels
/// @param shown         facts about the picture below the text
/// @param machinery     false in recordings, whose speed is of no interest
HudRectangles draw_hud(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame, const SceneDocument& document,
                       const Shown& shown, bool machinery);

/// Draws the legend of the colours alone, upwards from its lower right corner.
/// @param width     of a colour bar, pixels
/// @param clusters  largest number of clusters to list
/// @return          its rectangle
HudRectangles::Rectangle draw_legend(ImDrawList& list, ImVec2 corner, float width, const Frame& frame,
                                     const ViewState& view, const Shown& shown, int clusters);

/// Returns the view with a sphere that, at the standard distance, does not overlap the text: in a small picture it
/// moves between the upper and the lower lines, and shrinks if they are too close. Depends on the size alone, so that
/// nothing jumps when the text changes.
/// @param width, height  size of the picture, ems
ViewState clear_of_hud(const ViewState& view, float width, float height);

/// Draws text and plots of a recording: the HUD and, with `panels`, plots of energy, angles and clusters on the right.
/// Call it between Ui::begin_offscreen and end_offscreen.
void draw_recording_overlay(ImVec2 size, const Frame& frame, const SceneDocument& document, const Shown& shown,
                            const std::vector<Measurement>& history, const HeatTheory& heat, bool panels);
/// Returns the share of a recording's width that its panels take; the picture takes the rest.
float recording_panel_share(bool panels);

}  // namespace coalesce
