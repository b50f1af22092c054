#pragma once

#include <imgui.h>

#include <vector>

#include "chart/chart.hpp"
#include "chart/surface.hpp"
#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"
#include "view/time_scale.hpp"

namespace coalesce {

/// A rectangle with time from left to right. Timeline, merge tree and the energy plots draw these parts into it.
struct TimeStrip {
    ImVec2 from, to;
    TimeScale scale;
    float x(double time) const { return from.x + static_cast<float>(scale.share(time)) * (to.x - from.x); }
    double time(float x) const { return scale.time(static_cast<double>((x - from.x) / (to.x - from.x))); }
};

/// What a strip is drawn with.
struct StripBrush {
    chart::Canvas canvas;
    float em = 16;  ///< height of a line of text, units of the surface
    Theme theme{};
};
/// Returns the brush of the present Dear ImGui window.
StripBrush screen_brush(chart::Surface& surface, Theme theme);

/// What charts draw behind a curve of a run (chart/chart.hpp).
chart::Spans phase_spans(const std::vector<Phase>& phases, Theme theme);
chart::Marks merge_marks(const std::vector<Merge>& merges, double now, Theme theme);

/// Draws the phases as tinted bands, with their names at the top if they fit.
void draw_phase_bands(const StripBrush& brush, const TimeStrip& strip, const std::vector<Phase>& phases);
/// Draws a line across the strip for each merge, with a diamond at its foot; fainter after `now`.
void draw_merge_marks(const StripBrush& brush, const TimeStrip& strip, const std::vector<Merge>& merges, double now);
/// Draws the forecast merge as a dashed line in the red of theory, or as an arrow at the right border if it lies beyond
/// the strip.
void draw_forecast_mark(ImDrawList& list, const TimeStrip& strip, const Forecast& forecast, Theme theme);
void draw_playhead(const StripBrush& brush, const TimeStrip& strip, double time);
/// Draws ticks and labels below the strip; labels take one line of text.
void draw_time_axis(const StripBrush& brush, const TimeStrip& strip);

/// Draws energy, phases, merges, axis and playhead; everything after frame.time is fainter.
void draw_timeline(ImDrawList& list, const TimeStrip& strip, const Frame& frame, const std::vector<Measurement>& rows,
                   Theme theme);

/// Returns the merge whose mark is near x; nullptr: none.
const Merge* merge_near(const TimeStrip& strip, const std::vector<Merge>& merges, float x);

}  // namespace coalesce
