#include "chart/implot_painter.hpp"

#include <implot.h>
#include <implot_internal.h>  // an axis takes its ticks from a function, and a plot knows which curves its legend hides

#include <algorithm>
#include <cstdio>

#include "chart/colour_bar.hpp"
#include "chart/items.hpp"
#include "chart/legend.hpp"
#include "chart/numbers.hpp"
#include "chart/page_painter.hpp"
#include "chart/ticks.hpp"
#include "chart/words.hpp"
#include "coalesce/model/text.hpp"
#include "formula/text.hpp"

namespace coalesce::chart {
namespace {

/// Factor of a curve's width while the pointer is on its entry in the legend.
constexpr float highlight = 2;
/// Units of tick placement to a sixteenth of a line of text on a page.
constexpr float page_units = 2;

Colour colour_of(const ImVec4& c) {
    return {c.x, c.y, c.z, c.w};
}

/// Argument of the function that ImPlot calls for the labels of one axis; lives for one draw().
struct AxisOf {
    const Axis& axis;
    float unit = 1;  ///< pixels to a unit of tick placement
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
    const auto extent = [vertical, &of](const std::string& label) {
        const ImVec2 size = ImGui::CalcTextSize(label.c_str());
        return (vertical ? size.y : size.x) / of.unit;
    };
    for (const PlacedTick& tick : place_ticks(of.axis, of.shown, pixels / of.unit, vertical, extent))
        ticker.AddTick(tick.at, tick.major, 0, !tick.label.empty(), tick.label.c_str());
}

void set_up_axis(ImAxis which, AxisOf& of) {
    const Axis& axis = of.axis;
    // A blank label keeps a line free, into which draw_formula_labels() puts what has a formula.
    const char* label = formula::has_formula(axis.label) ? " " : axis.label.c_str();
    ImPlot::SetupAxis(which, axis.label.empty() ? nullptr : label,
                      axis.tick_labels ? ImPlotAxisFlags_None : ImPlotAxisFlags_NoTickLabels);
    if (axis.scale == Scale::log10) ImPlot::SetupAxisScale(which, ImPlotScale_Log10);
    ImPlot::SetupAxisFormat(which, write_value, &of);
    ImPlot::GetCurrentPlot()->Axes[which].Locator = write_ticks;
}

Letters letters_of_plots() {
    return {colour_of(ImPlot::GetStyleColorVec4(ImPlotCol_LegendText)), ImGui::GetFontSize()};
}

/// Labels with formulas lie in the lines that ImPlot keeps free for them, outside of the ticks' numbers.
void draw_formula_labels(const Chart& chart, const PlotArea& area, Surface& surface) {
    const Letters letters = letters_of_plots();
    const ImRect canvas = ImPlot::GetCurrentPlot()->CanvasRect;
    if (formula::has_formula(chart.x.label))
        draw_words({(area.from.x + area.to.x) / 2, canvas.Max.y - letters.size}, chart.x.label, letters, surface,
                   Align::centre);
    if (formula::has_formula(chart.y.label))
        draw_words_upwards({canvas.Min.x, (area.from.y + area.to.y) / 2}, chart.y.label, letters, surface);
}

/// The legend of a chart on the screen. A click on an entry hides its items, the pointer over it highlights them.
class ScreenLegend {
  public:
    ScreenLegend(const Chart& chart, float widest, const Screen& screen, Surface& surface) : chart_(chart) {
        if (chart.legend == Legend::none) return;
        const bool in_rows = chart.legend == Legend::above || chart.legend_in_a_row;
        style_ = {letters_of_plots(), screen.scale, in_rows, widest};
        layout_ = lay_out_legend(keys_of(chart), style_, surface);
    }

    /// Height that it takes above the frame.
    float above() const {
        const bool outside = chart_.legend == Legend::above && !layout_.entries.empty();
        return outside ? layout_.size.y : 0;
    }
    /// Within the plot, before its items are drawn.
    void place(const PlotArea& area, ImVec2 strip, float width) {
        const ImVec2 padding = ImPlot::GetStyle().LegendPadding;
        const bool north = chart_.legend == Legend::north_west || chart_.legend == Legend::north_east;
        const bool west = chart_.legend == Legend::north_west || chart_.legend == Legend::south_west;
        at_ = {west ? area.from.x + padding.x : area.to.x - padding.x - layout_.size.x,
               north ? area.from.y + padding.y : area.to.y - padding.y - layout_.size.y};
        if (chart_.legend == Legend::above) at_ = {strip.x + (width - layout_.size.x) / 2, strip.y};
    }
    /// Registers an entry as ImPlot's item, which remembers whether it is shown.
    std::optional<float> shown(const Key& key) {
        ImPlot::PlotDummy(key.name.c_str());
        ImPlotItem* const item = ImPlot::GetItem(key.name.c_str());
        const auto entry = std::find_if(layout_.entries.begin(), layout_.entries.end(),
                                        [&](const LegendLayout::Entry& each) { return each.key.name == key.name; });
        if (!item || entry == layout_.entries.end()) return 1;
        const bool hovered = is_hovered(*entry);
        // Several items may have one name.
        if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && entry->strength == 1) {
            item->Show = !item->Show;
            entry->strength = clicked;
        }
        if (!item->Show) {
            entry->strength = hidden;
            return std::nullopt;
        }
        return hovered ? highlight : 1;
    }
    void draw(Surface& surface) {
        if (layout_.entries.empty()) return;
        const bool outside = chart_.legend == Legend::above;
        draw_legend(layout_, at_, style_,
                    outside ? transparent : colour_of(ImPlot::GetStyleColorVec4(ImPlotCol_LegendBg)), surface);
    }

  private:
    /// Strength of an entry's colours while its curves are hidden, and in the frame of a click.
    static constexpr float hidden = 0.4f, clicked = 0.99f;

    bool is_hovered(const LegendLayout::Entry& entry) const {
        const ImVec2 from{at_.x + entry.at.x, at_.y + entry.at.y};
        return ImGui::IsWindowHovered() &&
               ImGui::IsMouseHoveringRect(from, {from.x + entry.width, from.y + style_.letters.size});
    }

    const Chart& chart_;
    LegendStyle style_;
    LegendLayout layout_;
    Place at_{};
};

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

/// The range of the vertical axis, with room for the note in the frame as large as it was last.
Range range_with_note(const Chart& chart, const Painting& painting) {
    if (chart.y.range) return *chart.y.range;
    const ImRect last = ImPlot::GetCurrentPlot()->PlotRect;
    const double taken = chart.note ? note_share(*chart.note, last.GetWidth(), last.GetHeight(), painting) : 0;
    return fitted(chart, true, taken);
}

void draw_inside(const Chart& chart, Painting& painting, ScreenLegend& legend, Hands hands) {
    painting.shown = [&legend](const Key& key) { return legend.shown(key); };
    draw_items(chart, painting);
    legend.draw(painting.surface);
    if (!chart.note) return;
    painting.surface.clip(painting.area.from, painting.area.to);
    const bool whole = draw_note(*chart.note, painting);
    painting.surface.unclip();
    if (!whole && hands != Hands::none && ImPlot::IsPlotHovered()) ImGui::SetTooltip("%s", chart.note->text.c_str());
}

/// Draws a chart. @param unit  pixels to a unit of tick placement
Drawn draw_plot(const Chart& chart, const char* id, ImVec2 size, const Screen& screen, Hands hands, float side_room,
                float unit) {
    ImPlotFlags flags = ImPlotFlags_NoTitle | ImPlotFlags_NoLegend;
    if (hands == Hands::none) flags |= ImPlotFlags_NoInputs;
    if (hands != Hands::read) flags |= ImPlotFlags_NoMouseText;
    Held held(id, hands);
    ImGuiSurface surface(*ImGui::GetWindowDrawList(), screen);
    const ImVec2 usual = ImPlot::GetStyle().PlotDefaultSize, corner = ImGui::GetCursorScreenPos();
    size = ImGui::CalcItemSize(size, usual.x, usual.y);
    ScreenLegend legend(chart, size.x - 2 * side_room * screen.scale, screen, surface);
    const float strip = legend.above();
    const ImVec2 frame{size.x, size.y - strip};
    if (strip > 0) ImGui::SetCursorScreenPos({corner.x, corner.y + strip});
    ImPlot::PushStyleVar(ImPlotStyleVar_PlotPadding, {side_room * screen.scale, 6 * screen.scale});
    Drawn drawn;
    if (ImPlot::BeginPlot(id, frame, flags)) {
        AxisOf x{chart.x, unit}, y{chart.y, unit};
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
        drawn.area = area_of(chart);
        legend.place(drawn.area, corner, size.x);
        draw_formula_labels(chart, drawn.area, surface);
        draw_inside(chart, painting, legend, hands);
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

}  // namespace

Drawn draw(const Chart& chart, const char* id, ImVec2 size, const Screen& screen, Hands hands, float side_room) {
    return draw_plot(chart, id, size, screen, hands, side_room, ImGui::GetFontSize() / line_units);
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
                         const float unit = ImGui::GetFontSize() / (page_units * line_units);
                         return draw_plot(placed.chart, id.c_str(), {to.x - from.x, to.y - from.y}, screen, Hands::none,
                                          placed.side_room, unit)
                             .area;
                     }});
}

}  // namespace coalesce::chart
