#pragma once

#include <string>
#include <vector>

#include "flow/frame.hpp"

namespace coalesce {

/// A time axis: linear, or logarithmic with 0 < from. Shares are 0 at `from` and 1 at `to`.
struct TimeScale {
    bool logarithmic = false;
    double from = 0, to = 1;
    /// Below 0 and above 1 outside the axis; a time that a logarithmic axis lacks is at its start.
    double share(double time) const;
    double time(double share) const;
};

/// The axis of timeline and tree: everything that is known of the run, and the forecast merge where that is near enough
/// not to squeeze the rest. Seen from an earlier time, the idle end of a run that has become one cluster is cut short.
/// @param first  where a logarithmic axis begins: the scene's dt
TimeScale time_scale(const Frame& frame, double first, bool logarithmic);

struct TimeTick {
    double time;
    std::string label;  ///< empty: a minor tick
};
/// Round times; whole decades on a logarithmic axis that spans a few.
/// @param most  labels that there is room for, ≥ 1
std::vector<TimeTick> time_ticks(const TimeScale& scale, int most);

/// Moments worth jumping to, rising: phase changes and merges.
std::vector<double> event_times(const Frame& frame);
/// Next of them after `time`, or before it; the ends of what is known when there is none.
double next_event(const Frame& frame, double time);
double previous_event(const Frame& frame, double time);

/// The phase that holds `time`; nullptr before the first.
const Phase* phase_at(const std::vector<Phase>& phases, double time);

}  // namespace coalesce
