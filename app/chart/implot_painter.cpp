#include "chart/implot_painter.hpp"

#include <implot.h>
#include <implot_internal.h>  // an axis takes its ticks from a function, and a plot knows which curves its legend hides

#include <algorithm>
#include <cstdio>

#include "chart/colour_bar.hpp"
#include "chart/items.hpp"
#include "chart/numbers.hpp"
#include "chart/page_painter.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce::chart {
namespace {

/// Factor of a curve's width while the pointer is on its entry in the legend.
constexpr float highlight = 2;

Colour colour_of(const ImVec4& c) {
    return {c.x, c.y, c.z, c.w};
}

/// Argument of the function that ImPlot calls for the labels of one axis; lives for one draw().
struct AxisOf {
    const Axis& axis;
    Range shown{};
};

int write_value(double value, char* text, int size, void* data) {
    const AxisOf& of = *static_cast<const AxisOf*>(data);
    const std::string label = of.axis.format ? of.axis.format(value, of.shown) : formatted("%g", value);
    return std::snprintf(text, static_cast<std::size_t>(size), "%s", label.c_str());
}

/// An ImPlotLocator.
void write_ticks(ImPlotTicker& ticker, const ImPlotRange& range, float pixels, bool vertical, ImPlotFormatter,
                 void* data) {
    AxisOf& of = *static_cast<AxisOf*>(data);
    of.shown = {range.Min, range.Max};
    const auto extent = [vertical](const std::string& label) {
        const ImVec2 size = ImGui::CalcTextSize(label.c_str());
        return vertical ? size.y : size.x;
    };
    for (const PlacedTick& tick : place_ticks(of.axis, of.shown, pixels, vertical, extent))
        ticker.AddTick(tick.at, tick.major, 0, !tick.label.empty(), tick.label.c_str());
}

void set_up_axis(ImAxis which, AxisOf& of) {
    const Axis& axis = of.axis;
    ImPlot::SetupAxis(which, axis.label.empty() ? nullptr : axis.label.c_str(),
                      axis.tick_labels ? ImPlotAxisFlags_None : ImPlotAxisFlags_NoTickLabels);
    if (axis.scale == Scale::log10) ImPlot::SetupAxisScale(which, ImPlotScale_Log10);
    ImPlot::SetupAxisFormat(which, write_value, &of);
    ImPlot::GetCurrentPlot()->Axes[which].Locator = write_ticks;
}

void set_up_legend(const Chart& chart) {
    switch (chart.legend) {
        case Legend::none:
            return;
        case Legend::above:
            return ImPlot::SetupLegend(ImPlotLocation_North, ImPlotLegendFlags_Outside | ImPlotLegendFlags_Horizontal);
        case Legend::north_west:
        case Legend::north_east:
        case Legend::south_west:
        case Legend::south_east:
            break;
    }
    const bool north = chart.legend == Legend::north_west || chart.legend == Legend::north_east;
    const bool west = chart.legend == Legend::north_west || chart.legend == Legend::south_west;
    ImPlot::SetupLegend(
        (north ? ImPlotLocation_North : ImPlotLocation_South) | (west ? ImPlotLocation_West : ImPlotLocation_East),
        chart.legend_in_a_row ? ImPlotLegendFlags_Horizontal : ImPlotLegendFlags_None);
}

/// Whether a hand has taken a chart from its data; remembered by the window.
class Held {
  public:
    Held(const char* id, Hands hands) : storage_(*ImGui::GetStateStorage()), key_(ImGui::GetID(id)), hands_(hands) {}

    explicit operator bool() const { return hands_ != Hands::none && storage_.GetBool(key_); }
    /// Within the plot.
    void follow_hand() {
        if (hands_ == Hands::none || !ImPlot::IsPlotHovered()) return;
        const ImGuiIO& io = ImGui::GetIO();
        if (io.MouseWheel != 0 || ImGui::IsMouseDragging(ImGuiMouseButton_Left)) storage_.SetBool(key_, true);
        if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) storage_.SetBool(key_, false);
    }

  private:
    ImGuiStorage& storage_;
    ImGuiID key_;
    Hands hands_;
};

PlotArea area_of(const Chart& chart) {
    const ImVec2 from = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
    const ImPlotRect limits = ImPlot::GetPlotLimits();
    return {.from = {from.x, from.y},
            .to = {from.x + size.x, from.y + size.y},
            .x = {limits.X.Min, limits.X.Max},
            .y = {limits.Y.Min, limits.Y.Max},
            .x_scale = chart.x.scale,
            .y_scale = chart.y.scale};
}

/// Registers an entry of ImPlot's legend, which says whether its curves are drawn.
std::optional<float> legend_entry(const Key& key) {
    ImPlotSpec spec;
    spec.LineColor = ImVec4(key.colour.r, key.colour.g, key.colour.b, key.colour.a);
    ImPlot::PlotDummy(key.name.c_str(), spec);
    const ImPlotItem* item = ImPlot::GetItem(key.name.c_str());
    if (item && !item->Show) return std::nullopt;
    return item && item->LegendHovered ? highlight : 1;
}

/// The range of the vertical axis, with room for the note in the frame as large as it was last.
Range range_with_note(const Chart& chart, const Painting& painting) {
    if (chart.y.range) return *chart.y.range;
    const ImRect last = ImPlot::GetCurrentPlot()->PlotRect;
    const double taken = chart.note ? note_share(*chart.note, last.GetWidth(), last.GetHeight(), painting) : 0;
    return fitted(chart, true, taken);
}

void draw_inside(const Chart& chart, Painting& painting, Hands hands) {
    painting.shown = legend_entry;
    draw_items(chart, painting);
    if (!chart.note) return;
    painting.surface.clip(painting.area.from, painting.area.to);
    const bool whole = draw_note(*chart.note, painting);
    painting.surface.unclip();
    if (!whole && hands != Hands::none && ImPlot::IsPlotHovered()) ImGui::SetTooltip("%s", chart.note->text.c_str());
}

}  // namespace

Drawn draw(const Chart& chart, const char* id, ImVec2 size, const Screen& screen, Hands hands, float side_room) {
    ImPlotFlags flags = ImPlotFlags_NoTitle;
    if (chart.legend == Legend::none) flags |= ImPlotFlags_NoLegend;
    if (hands == Hands::none) flags |= ImPlotFlags_NoInputs;
    if (hands != Hands::read) flags |= ImPlotFlags_NoMouseText;
    Held held(id, hands);
    ImPlot::PushStyleVar(ImPlotStyleVar_PlotPadding, {side_room * screen.scale, 6 * screen.scale});
    Drawn drawn;
    if (ImPlot::BeginPlot(id, size, flags)) {
        AxisOf x{chart.x}, y{chart.y};
        ImGuiSurface surface(*ImPlot::GetPlotDrawList(), screen);
        Painting painting{.area = drawn.area,
                          .surface = surface,
                          .point = screen.scale,
                          .text_size = ImGui::GetFontSize(),
                          .columns = held ? 0.0f : 1.0f};
        set_up_axis(ImAxis_X1, x);
        set_up_axis(ImAxis_Y1, y);
        if (!held) {
            const Range across = chart.x.range.value_or(fitted(chart, false)), up = range_with_note(chart, painting);
            ImPlot::SetupAxesLimits(across.from, across.to, up.from, up.to, ImPlotCond_Always);
        }
        set_up_legend(chart);
        drawn.area = area_of(chart);
        draw_inside(chart, painting, hands);
        held.follow_hand();
        const ImPlotPoint pointer = ImPlot::GetPlotMousePos();
        drawn.visible = true;
        drawn.hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect({drawn.area.from.x, drawn.area.from.y},
                                                                               {drawn.area.to.x, drawn.area.to.y});
        drawn.pointer = {pointer.x, pointer.y};
        ImPlot::EndPlot();
    }
    ImPlot::PopStyleVar();
    return drawn;
}

void draw(const ColourBar& bar, ImVec2 size, const Screen& screen) {
    if (size.x <= 0) size.x += ImGui::GetContentRegionAvail().x;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec4* colours = ImGui::GetStyle().Colors;
    const Paper paper{.line = colour_of(ImPlot::GetStyleColorVec4(ImPlotCol_PlotBorder)),
                      .text = colour_of(colours[ImGuiCol_Text]),
                      .faint_text = colour_of(colours[ImGuiCol_TextDisabled])};
    ImGuiSurface surface(*ImGui::GetWindowDrawList(), screen);
    draw_colour_bar(bar, {at.x, at.y}, {at.x + size.x, at.y + size.y}, surface, paper, screen.scale,
                    ImGui::GetFontSize());
    ImGui::Dummy(size);
}

void draw(const Page& page, const Screen& screen, const Paper& paper,
          const std::function<std::string(const std::string&)>& ordered) {
    ImGuiSurface surface(*ImGui::GetWindowDrawList(), screen);
    draw_page(page, {.surface = surface,
                     .paper = paper,
                     .point = screen.scale,
                     .ordered = ordered,
                     .chart = [&](const PlacedChart& placed, Place from, Place to, std::size_t index) {
                         ImGui::SetCursorScreenPos({from.x, from.y});
                         const std::string id = "##chart" + std::to_string(index);
                         return draw(placed.chart, id.c_str(), {to.x - from.x, to.y - from.y}, screen, Hands::none,
                                     placed.side_room)
                             .area;
                     }});
}

}  // namespace coalesce::chart
