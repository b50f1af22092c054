#pragma once

#include <imgui.h>

namespace coalesce {

/// Rectangles of the text drawn in a picture; an empty one: no such text.
struct HudRectangles {
    struct Rectangle {
        ImVec2 from{}, to{};
    };
    Rectangle top, machinery, legend;
    Rectangle when;  ///< the line of the time and its phase, part of `top`
};

}  // namespace coalesce
