#include "view/timeline.hpp"

#include <algorithm>
#include <cmath>

#include "chart/items.hpp"
#include "chart/numbers.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Opacity of everything after the playhead, relative to that before it.
constexpr float future_series_strength = 0.4f;

ImU32 packed_colour(ImVec4 colour, float strength = 1) {
    colour.w *= strength;
    return ImGui::GetColorU32(colour);
}

float point() {
    return ImGui::GetStyle().FontScaleMain;
}

void diamond(ImDrawList& list, ImVec2 at, float size, ImU32 colour, bool filled) {
    const ImVec2 right{at.x + size, at.y}, top{at.x, at.y - size}, left{at.x - size, at.y}, foot{at.x, at.y + size};
    if (filled)
        list.AddQuadFilled(right, top, left, foot, colour);
    else
        list.AddQuad(right, top, left, foot, colour, 1.4f * point());
}

void dashed_vertical(ImDrawList& list, float x, float from, float to, ImU32 colour) {
    const float dash = 4 * point();
    for (float y = from; y < to; y += 2 * dash)
        list.AddLine({x, y}, {x, std::min(y + dash, to)}, colour, 1.5f * point());
}

/// Draws what charts have on a time axis onto a strip.
template <class Draw>
void on_strip(const StripBrush& brush, const TimeStrip& strip, const Draw& draw) {
    const chart::PlotArea area{.from = {strip.from.x, strip.from.y},
                               .to = {strip.to.x, strip.to.y},
                               .x = {strip.scale.from, strip.scale.to},
                               .x_scale = strip.scale.logarithmic ? chart::Scale::log10 : chart::Scale::linear};
    draw(chart::Painting{
        .area = area, .surface = brush.canvas.surface, .point = brush.canvas.point, .text_size = brush.em});
}

/// A curve, drawn by pixel columns with their lowest and highest values: 20 000 rows become a few hundred points.
class Curve {
  public:
    Curve(const TimeStrip& strip, double low, double high) : strip_(strip), low_(low), high_(high) {}

    void add(double time, double value) {
        const ImVec2 at{strip_.x(time), y(value)};
        if (points_.empty() || at.x - column_ >= point()) {
            end_column();
            column_ = at.x;
            top_ = bottom_ = at;
        }
        if (at.y < top_.y) top_ = at;
        if (at.y > bottom_.y) bottom_ = at;
        if (points_.empty()) points_.push_back(at);
        last_ = at;
    }
    const std::vector<ImVec2>& points() {
        end_column();
        if (!points_.empty()) points_.push_back(last_);
        return points_;
    }

  private:
    float y(double value) const {
        const float pad = 0.12f * (strip_.to.y - strip_.from.y);
        const double share = high_ > low_ ? (value - low_) / (high_ - low_) : 0.5;
        return strip_.to.y - pad - static_cast<float>(share) * (strip_.to.y - strip_.from.y - 2 * pad - name_height());
    }
    /// Height of the phases' names, which stand above the curve.
    static float name_height() { return 0.9f * ImGui::GetFontSize(); }
    void end_column() {
        if (points_.empty()) return;
        const bool rises = top_.x > bottom_.x;
        points_.push_back(rises ? bottom_ : top_);
        points_.push_back(rises ? top_ : bottom_);
    }

    const TimeStrip& strip_;
    double low_, high_;
    float column_ = 0;
    ImVec2 top_{}, bottom_{}, last_{};
    std::vector<ImVec2> points_;
};

void draw_energy(ImDrawList& list, const TimeStrip& strip, const std::vector<Measurement>& rows, double now,
                 Theme theme) {
    double low = INFINITY, high = -INFINITY;
    for (const Measurement& row : rows) {
        if (!std::isfinite(row.energy)) continue;
        low = std::min(low, row.energy);
        high = std::max(high, row.energy);
    }
    if (!(low <= high)) return;
    // A range within rounding counts as constant: a conserved energy is drawn as a straight line.
    if (high - low < 1e-9 * std::abs(high)) high = low;
    Curve curve(strip, low, high);
    for (const Measurement& row : rows)
        if (std::isfinite(row.energy) && (row.time > 0 || !strip.scale.logarithmic)) curve.add(row.time, row.energy);
    const std::vector<ImVec2>& points = curve.points();
    const auto stroke = [&](float left, float right, float strength) {
        if (!(left < right)) return;
        list.PushClipRect({left, strip.from.y}, {right, strip.to.y}, true);
        list.AddPolyline(points.data(), static_cast<int>(points.size()),
                         packed_colour(palette::measurement(theme), strength), 1.8f * point());
        list.PopClipRect();
    };
    const float split = std::clamp(strip.x(now), strip.from.x, strip.to.x);
    stroke(strip.from.x, split, 1);
    stroke(split, strip.to.x, future_series_strength);
}

}  // namespace

StripBrush screen_brush(chart::Surface& surface, Theme theme) {
    return {{surface, point()}, ImGui::GetFontSize(), theme};
}

chart::Spans phase_spans(const std::vector<Phase>& phases, Theme theme) {
    chart::Spans spans{.text = ink(palette::faint_text(theme))};
    for (std::size_t k = 0; k < phases.size(); ++k) {
        if (!phases[k].known) continue;
        const double to = k + 1 < phases.size() ? phases[k + 1].from : phases[k].to;
        spans.spans.push_back({phases[k].from, to, phases[k].name, ink(palette::phase(phases[k].name, theme))});
    }
    return spans;
}

chart::Marks merge_marks(const std::vector<Merge>& merges, double now, Theme theme) {
    chart::Marks marks{.now = now, .colour = ink(palette::measurement(theme))};
    for (const Merge& merge : merges) marks.at.push_back(merge.time);
    return marks;
}

void draw_phase_bands(const StripBrush& brush, const TimeStrip& strip, const std::vector<Phase>& phases) {
    on_strip(brush, strip,
             [&](const chart::Painting& painting) { chart::draw_spans(phase_spans(phases, brush.theme), painting); });
}

void draw_merge_marks(const StripBrush& brush, const TimeStrip& strip, const std::vector<Merge>& merges, double now) {
    on_strip(brush, strip, [&](const chart::Painting& painting) {
        chart::draw_marks(merge_marks(merges, now, brush.theme), painting);
    });
}

void draw_forecast_mark(ImDrawList& list, const TimeStrip& strip, const Forecast& forecast, Theme theme) {
    const float size = 0.28f * ImGui::GetFontSize();
    const ImU32 colour = packed_colour(palette::theory(theme));
    if (forecast.time <= strip.scale.to) {
        const float x = strip.x(forecast.time);
        dashed_vertical(list, x, strip.from.y, strip.to.y, colour);
        return diamond(list, {x, strip.to.y - size}, size, colour, false);
    }
    const float y = strip.to.y - 2 * size, right = strip.to.x - 0.4f * ImGui::GetFontSize();
    list.AddTriangleFilled({right, y - size}, {right + 1.3f * size, y}, {right, y + size}, colour);
    const std::string label = estimate_text(forecast.time);
    // Beyond the range of double the wait stands for the time: the present time is negligible.
    const std::string text = std::isfinite(forecast.time) ? label : estimate_power_text(forecast.log10_wait);
    const ImVec2 extent = ImGui::CalcTextSize(text.c_str());
    list.AddText({right - extent.x - size, y - 0.55f * extent.y}, colour, text.c_str());
}

void draw_playhead(const StripBrush& brush, const TimeStrip& strip, double time) {
    chart::Surface& surface = brush.canvas.surface;
    const float x = strip.x(time), size = 0.32f * brush.em;
    if (x < strip.from.x - 1 || x > strip.to.x + 1) return;
    const chart::Colour colour = ink(palette::text(brush.theme));
    const chart::Place line[] = {{x, strip.from.y}, {x, strip.to.y}};
    const chart::Place head[] = {
        {x - size, strip.from.y - 0.5f * size}, {x + size, strip.from.y - 0.5f * size}, {x, strip.from.y + size}};
    surface.line(line, {colour, 1.5f * brush.canvas.point});
    surface.convex(head, colour);
}

void draw_time_axis(const StripBrush& brush, const TimeStrip& strip) {
    chart::Surface& surface = brush.canvas.surface;
    const float em = brush.em;
    const chart::Letters letters{ink(palette::faint_text(brush.theme)), em};
    const chart::Stroke mark{chart::faded(letters.colour, 0.6f * letters.colour.a), brush.canvas.point};
    const auto rule = [&](chart::Place from, chart::Place to) {
        const chart::Place ends[] = {from, to};
        surface.line(ends, mark);
    };
    rule({strip.from.x, strip.to.y}, {strip.to.x, strip.to.y});
    const int most = std::max(1, static_cast<int>((strip.to.x - strip.from.x) / (3.6f * em)));
    for (const TimeTick& tick : time_ticks(strip.scale, most)) {
        const float x = strip.x(tick.time);
        const bool labelled = !tick.label.empty();
        rule({x, strip.to.y}, {x, strip.to.y + (labelled ? 0.3f : 0.16f) * em});
        if (!labelled) continue;
        const float width = surface.width_of(tick.label, letters);
        const float left = std::clamp(x - 0.5f * width, strip.from.x, strip.to.x - width);
        surface.text({left, strip.to.y + 0.25f * em}, tick.label, letters);
    }
}

void draw_timeline(ImDrawList& list, const TimeStrip& strip, const Frame& frame, const std::vector<Measurement>& rows,
                   Theme theme) {
    chart::ImGuiSurface surface(list, chart_screen());
    const StripBrush brush = screen_brush(surface, theme);
    draw_phase_bands(brush, strip, frame.phases);
    draw_time_axis(brush, strip);
    draw_merge_marks(brush, strip, frame.merges, frame.time);
    draw_energy(list, strip, rows, frame.time, theme);
    draw_playhead(brush, strip, frame.time);
}

const Merge* merge_near(const TimeStrip& strip, const std::vector<Merge>& merges, float x) {
    const Merge* nearest = nullptr;
    float reach = 0.5f * ImGui::GetFontSize();
    for (const Merge& merge : merges)
        if (const float apart = std::abs(strip.x(merge.time) - x); apart <= reach) {
            nearest = &merge;
            reach = apart;
        }
    return nearest;
}

}  // namespace coalesce
