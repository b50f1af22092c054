#pragma once

#include <string>
#include <vector>

#include "coalesce/flow/frame.hpp"

namespace coalesce {

/// A time axis: linear, or logarithmic with 0 < from. Shares are 0 at `from` and 1 at `to`.
struct TimeScale {
    bool logarithmic = false;
    double from = 0, to = 1;
    /// Place of a time on the axis; below 0 or above 1 outside. Times ≤ 0 are at the start of a logarithmic axis.
    double share(double time) const;
    double time(double share) const;
};

/// Returns the axis of timeline and tree: the run's known range, and the forecast merge if it is near enough not to
/// squeeze the rest. At an earlier time, the idle end of a run that has become one cluster is cut short.
/// @param first  start of a logarithmic axis: the scene's dt
TimeScale time_scale(const Frame& frame, double first, bool logarithmic);

struct TimeTick {
    double time;
    std::string label;  ///< empty: a minor tick
};
/// Returns ticks at round times; at whole decades on a logarithmic axis that spans a few.
/// @param most  largest number of labels, ≥ 1
std::vector<TimeTick> time_ticks(const TimeScale& scale, int most);

/// Returns the times of phase changes and merges, rising.
std::vector<double> event_times(const Frame& frame);
/// Returns the next such time after `time`, or the last one before it; an end of the known range if there is none.
double next_event(const Frame& frame, double time);
double previous_event(const Frame& frame, double time);

/// Returns the phase at `time`; nullptr before the first.
const Phase* phase_at(const std::vector<Phase>& phases, double time);

}  // namespace coalesce
