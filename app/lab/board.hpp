#pragma once

#include <imgui.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "chart/chart.hpp"
#include "chart/implot_painter.hpp"
#include "coalesce/document/view_state.hpp"

namespace coalesce::lab {

/// A number that a laboratory shows, with the meaning of its colour.
struct Readout {
    enum class Kind { plain, faint, measurement, theory, warning };
    std::string text;  ///< with $formulas$
    Kind kind = Kind::plain;
};

/// A titled chart of a laboratory, with its colours where it is a map.
struct BoardChart {
    std::string name;  ///< in identities of widgets: "series"
    std::string title;
    chart::Chart chart;
    std::optional<chart::ColourBar> bar{};
};

/// Content of a laboratory at one moment: window, lesson and film draw the same.
struct Board {
    std::vector<Readout> readouts;
    std::vector<BoardChart> charts;
};

/// Colour of a number.
ImVec4 readout_colour(Readout::Kind kind, Theme theme);

/// Rows and columns of equal cells; where they are more than the charts, the first chart takes the cells that are left.
struct BoardGrid {
    std::size_t columns = 1, rows = 1;
    bool operator==(const BoardGrid&) const = default;
};
/// Returns the grid whose charts are largest and near to four by three.
/// @param width, height  of the place, ems
BoardGrid board_grid(std::size_t charts, float width, float height);
/// Height of the lowest chart that is legible with its title, ems: three numbers at its axis.
inline constexpr float lowest_board_row = 11;

/// Draws charts into the present Dear ImGui window from its cursor on.
/// @param size  pixels; rows are no lower than `lowest_board_row`, and reach below the place where it is too low
/// @return      every chart as it was drawn
std::vector<chart::Drawn> draw_board(const std::vector<BoardChart>& charts, ImVec2 size);

/// Draws a number into the present Dear ImGui window, in lines as wide as ImGui::PushTextWrapPos says.
void show_readout(const Readout& readout, Theme theme);
/// Draws numbers one after another in lines that are broken at `width` pixels.
/// @return  their height
float draw_readouts(const std::vector<Readout>& readouts, float width, Theme theme);

}  // namespace coalesce::lab
