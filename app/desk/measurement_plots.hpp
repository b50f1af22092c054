#pragma once

#include <imgui.h>

#include <functional>
#include <string>
#include <vector>

#include "desk/desk.hpp"

namespace coalesce {

/// One plot of the measurements: its title, a note beside it in faint text, and what draws it.
struct MeasurementPlot {
    std::string title, note;
    float height;  ///< relative to the others
    std::function<void(ImVec2 size)> draw;
    std::string hover;  ///< what its title explains under the pointer; may be empty
};

/// Those of this frame in their order, for the panel and for its picture. They refer to desk and frame.
std::vector<MeasurementPlot> measurement_plots(const Desk& desk, const Frame& frame, Theme theme);

}  // namespace coalesce
