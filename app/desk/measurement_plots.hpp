#pragma once

#include <imgui.h>

#include <functional>
#include <string>
#include <vector>

#include "chart/page.hpp"
#include "desk/desk.hpp"

namespace coalesce {

/// One plot of the measurements.
struct MeasurementPlot {
    std::string title, note;                ///< the note stands beside the title in faint text
    float height;                           ///< relative to the others
    std::function<void(ImVec2 size)> draw;  ///< into the present window
    /// Adds the same to a page; a chart's title and note are the plot's.
    std::function<void(chart::Page& page, const chart::Box& where)> place;
    std::string hover;  ///< tooltip of the title; may be empty
};

/// Returns the plots of a frame in their order, for the panel and for its exported picture. They hold references to
/// desk and frame.
std::vector<MeasurementPlot> measurement_plots(const Desk& desk, const Frame& frame, Theme theme);

}  // namespace coalesce
