#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "flow/frame.hpp"
#include "model/scene.hpp"
#include "theory/heat.hpp"
#include "view/detail.hpp"

namespace coalesce {

/// Details of the text in the corners of a picture, by the picture's size in ems. As the picture shrinks it gives up,
/// in this order: the reasons of the backend and of copies, rows of the cluster legend, the accuracy of the machinery,
/// the machinery with the size of the title and the margin, the line of the tokens. Lines that are still too long end
/// in an ellipsis.
struct HudDetail {
    bool reasons = true, accuracy = true, machinery = true, tokens = true;
    int clusters = 5;                    ///< most rows of the legend
    float margin = 1.2f, title = 1.25f;  ///< ems
    bool operator==(const HudDetail&) const = default;
};
HudDetail hud_detail(float width, float height);

/// Rectangles of the text drawn in a picture; empty where there is none.
struct HudRectangles {
    struct Rectangle {
        ImVec2 from{}, to{};
    };
    Rectangle top, machinery, legend;
    Rectangle when;  ///< the line of the time and its phase, part of `top`
};

/// Quiet text in the corners of the picture: the scene and time at the top left, the machinery (steps/s, tokens,
/// backend, solver, precision, drift) at the bottom left, the legend of the colours at the bottom right.
/// @param origin, size  of the picture in pixels
/// @param shown         what the picture under it shows of the cloud
/// @param machinery     false in recordings, whose speed says nothing
HudRectangles draw_hud(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame, const SceneDocument& document,
                       const Shown& shown, bool machinery);

/// The view whose sphere, at the standard distance, stands free of the text: in a picture of few ems it moves down
/// between the upper and the lower lines, and shrinks where they leave less than its diameter. It depends on the size
/// alone, so that nothing jumps while text changes.
ViewState clear_of_hud(const ViewState& view, float width, float height);

/// What a recording shows beside the picture: HUD and, with `panels`, energy and angle plots down the right-hand side.
/// Call between Ui::begin_offscreen and end_offscreen.
void draw_recording_overlay(ImVec2 size, const Frame& frame, const SceneDocument& document, const Shown& shown,
                            const std::vector<Measurement>& history, const HeatTheory& heat, bool panels);
/// Share of the width that the panels of a recording take; the picture is drawn in the rest.
float recording_panel_share(bool panels);

}  // namespace coalesce
