#include "view/time_scale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chart/numbers.hpp"

namespace coalesce {
namespace {

/// Empty share at the end of the axis, which keeps the newest point off the border.
constexpr double headroom = 0.02;
/// Largest share of the axis for the wait until the forecast merge.
constexpr double most_forecast = 0.3;
/// A logarithmic axis of fewer decades has labels at 1, 2, 5.
constexpr double few_decades = 1.5;
/// Largest distance of two labels, decades, at which the decades between have ticks.
constexpr int most_stride = 5;
/// Relative difference below which two times are the same: a step may miss the requested time by rounding.
constexpr double same_moment = 1e-9;

/// Largest share of the axis after the merge into a single cluster.
constexpr double most_idle = 0.25;

bool one_cluster_left(const Frame& frame) {
    const auto lives = [](const Branch& branch) { return branch.alive(); };
    return !frame.merges.empty() && std::count_if(frame.lineage.begin(), frame.lineage.end(), lives) == 1;
}

/// Returns the smallest of 1, 2 or 5 times a power of ten that is not below `step`.
double round_step(double step) {
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= step * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

std::vector<TimeTick> linear_ticks(const TimeScale& scale, int most) {
    std::vector<TimeTick> ticks;
    const double step = round_step((scale.to - scale.from) / most);
    for (double k = std::ceil(scale.from / step); k * step <= scale.to; ++k)
        ticks.push_back({k * step, number_text(k * step, 4)});
    return ticks;
}

std::string decade_label(int decade) {
    return decade == 0 ? "1" : decade == 1 ? "10" : "10" + superscript(decade);
}

std::vector<TimeTick> decade_ticks(const TimeScale& scale, int most) {
    std::vector<TimeTick> ticks;
    const double low = std::log10(scale.from), high = std::log10(scale.to);
    const int stride = std::max(1, static_cast<int>(std::ceil((high - low) / most)));
    for (int decade = static_cast<int>(std::ceil(low - 1e-9)); decade <= high; ++decade) {
        const bool labelled = ((decade % stride) + stride) % stride == 0;
        if (!labelled && stride > most_stride) continue;
        ticks.push_back({std::pow(10, decade), labelled ? decade_label(decade) : ""});
    }
    return ticks;
}

std::vector<TimeTick> fine_log_ticks(const TimeScale& scale, int most) {
    std::vector<TimeTick> ticks;
    for (int decade = static_cast<int>(std::floor(std::log10(scale.from))); std::pow(10, decade) <= scale.to; ++decade)
        for (int figure = 1; figure < 10; ++figure) {
            const double time = figure * std::pow(10, decade);
            if (time < scale.from * (1 - 1e-9) || time > scale.to) continue;
            const bool labelled = figure == 1 || (most >= 4 && (figure == 2 || figure == 5));
            ticks.push_back({time, labelled ? number_text(time) : ""});
        }
    return ticks;
}

}  // namespace

// Computed by logarithms: ends more than 308 decades apart, as with a step of 1e-310, have a ratio beyond double.
double TimeScale::share(double time) const {
    if (!logarithmic) return (time - from) / (to - from);
    if (!(time > 0)) return 0;
    if (std::isinf(to / from)) return (std::log(time) - std::log(from)) / (std::log(to) - std::log(from));
    return std::log(time / from) / std::log(to / from);
}

double TimeScale::time(double share) const {
    if (!logarithmic) return from + share * (to - from);
    double found = from * std::pow(to / from, share);
    if (!std::isfinite(found)) found = std::exp(std::log(from) + share * (std::log(to) - std::log(from)));
    return std::min(found, std::numeric_limits<double>::max());  // the headroom of an end above 10^300 overflows
}

TimeScale time_scale(const Frame& frame, double first, bool logarithmic) {
    const double known = std::max(frame.known_until, frame.time);
    TimeScale scale{logarithmic, 0, known > 0 ? known : 1};
    if (logarithmic) {
        scale.to = std::max(scale.to, 10 * first);
        scale.from = first;
    }
    if (one_cluster_left(frame)) {
        const TimeScale eventful{logarithmic, scale.from, frame.merges.back().time};
        const double idle_end = eventful.time(1 / (1 - most_idle));
        scale.to = std::clamp(std::max(frame.time, idle_end), eventful.to, scale.to);
    }
    const double reach = scale.time(1 / (1 - most_forecast));
    if (frame.forecast && frame.forecast->time > scale.to && frame.forecast->time < reach)
        scale.to = frame.forecast->time;
    scale.to = scale.time(1 + headroom);
    return scale;
}

std::vector<TimeTick> time_ticks(const TimeScale& scale, int most) {
    if (!scale.logarithmic) return linear_ticks(scale, most);
    return std::log10(scale.to) - std::log10(scale.from) < few_decades ? fine_log_ticks(scale, most)
                                                                       : decade_ticks(scale, most);
}

std::vector<double> event_times(const Frame& frame) {
    std::vector<double> times;
    for (const Phase& phase : frame.phases)
        if (phase.from > 0) times.push_back(phase.from);
    for (const Merge& merge : frame.merges) times.push_back(merge.time);
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

double next_event(const Frame& frame, double time) {
    for (const double event : event_times(frame))
        if (event > time * (1 + same_moment)) return event;
    return std::max(frame.known_until, frame.time);
}

double previous_event(const Frame& frame, double time) {
    const std::vector<double> events = event_times(frame);
    for (auto event = events.rbegin(); event != events.rend(); ++event)
        if (*event < time * (1 - same_moment)) return *event;
    return 0;
}

const Phase* phase_at(const std::vector<Phase>& phases, double time) {
    const Phase* found = nullptr;
    for (const Phase& phase : phases)
        if (phase.from <= time) found = &phase;
    return found && found->known ? found : nullptr;
}

}  // namespace coalesce
