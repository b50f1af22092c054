#pragma once

#include <imgui.h>

#include <functional>
#include <string>

#include "chart/chart.hpp"
#include "chart/imgui_surface.hpp"
#include "chart/page.hpp"
#include "chart/plot_area.hpp"

namespace coalesce::chart {

/// Interaction that a chart on the screen allows.
enum class Hands {
    none,
    /// A chart follows its data until it is dragged or zoomed, and again after a double click.
    move,
    /// The same, and the values under the pointer are written into a corner.
    read,
};

/// A chart as it was drawn in this frame.
struct Drawn {
    bool visible = false;  ///< the rest holds only then
    PlotArea area;
    bool hovered = false;  ///< the pointer is over the frame, and no other window between
    Point pointer;         ///< in data
};

/// Draws a chart of this size into the present ImGui window by ImPlot, whose axes and legend it has.
/// @param id    of the window's; "##name"
/// @param size  pixels; as for ImPlot, -1 takes what there is
/// @param side_room  points that labels at the ends of an axis may reach beyond it
Drawn draw(const Chart& chart, const char* id, ImVec2 size, const Screen& screen, Hands hands = Hands::none,
           float side_room = 6);

/// Draws the bar into the present ImGui window; its words take some 60 points beside the colours.
void draw(const ColourBar& bar, ImVec2 size, const Screen& screen);

/// Draws all of a page but its spheres over the present ImGui window, whose upper left corner is the page's.
/// @param ordered  the order in which a line of text is seen (view/typeset.hpp)
void draw(const Page& page, const Screen& screen, const Paper& paper,
          const std::function<std::string(const std::string&)>& ordered);

}  // namespace coalesce::chart
