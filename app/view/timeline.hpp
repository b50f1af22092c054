#pragma once

#include <imgui.h>

#include <vector>

#include "flow/frame.hpp"
#include "model/view_state.hpp"
#include "view/time_scale.hpp"

namespace coalesce {

/// A strip of pixels with time from left to right. Its pieces are drawn by the timeline, the merge tree, and the energy
/// plots of panel and recording.
struct TimeStrip {
    ImVec2 from, to;
    TimeScale scale;
    float x(double time) const { return from.x + static_cast<float>(scale.share(time)) * (to.x - from.x); }
    double time(float x) const { return scale.time(static_cast<double>((x - from.x) / (to.x - from.x))); }
};

/// Tinted stretches of the phases, with their names at the top where they fit.
void draw_phase_bands(ImDrawList& list, const TimeStrip& strip, const std::vector<Phase>& phases, Theme theme);
/// A tick across the strip for each merge, with a diamond at its foot; fainter after `now`.
void draw_merge_marks(ImDrawList& list, const TimeStrip& strip, const std::vector<Merge>& merges, double now,
                      Theme theme);
/// The forecast merge: a dashed line of theory's red; an arrow at the right border when it lies beyond the strip.
void draw_forecast_mark(ImDrawList& list, const TimeStrip& strip, const Forecast& forecast, Theme theme);
void draw_playhead(ImDrawList& list, const TimeStrip& strip, double time, Theme theme);
/// Tick marks and labels below the strip; labels take a line of text.
void draw_time_axis(ImDrawList& list, const TimeStrip& strip, Theme theme);

/// Energy, phases, merges, axis and playhead; what lies beyond frame.time is fainter.
void draw_timeline(ImDrawList& list, const TimeStrip& strip, const Frame& frame, const std::vector<Measurement>& rows,
                   Theme theme);

/// The merge whose mark is within a finger's width of x; nullptr: none.
const Merge* merge_near(const TimeStrip& strip, const std::vector<Merge>& merges, float x);

}  // namespace coalesce
