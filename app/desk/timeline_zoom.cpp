#include "desk/timeline_zoom.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {
namespace {

constexpr double factor_of_notch = 0.8;
/// Smallest visible share of the axis: below it, a pixel is less than the rounding of its times.
constexpr double least_share = 1e-6;

}  // namespace

TimeScale TimelineZoom::shown(const TimeScale& whole) const {
    // The zoom does not apply to another kind of axis, or to a new run that is still shorter.
    const bool stands = window_ && window_->logarithmic == whole.logarithmic && window_->from < whole.to;
    return stands ? *window_ : whole;
}

/// Shows a range, given as shares of the whole axis.
void TimelineZoom::show(const TimeScale& whole, double from, double to) {
    const double width = to - from;
    if (width >= 1) return reset();
    from = std::clamp(from, 0.0, 1 - width);
    window_ = TimeScale{whole.logarithmic, whole.time(from), whole.time(from + width)};
}

void TimelineZoom::zoom(const TimeScale& whole, double share, double notches) {
    const TimeScale now = shown(whole);
    const double from = whole.share(now.from), width = whole.share(now.to) - from;
    const double zoomed = std::max(least_share, width * std::pow(factor_of_notch, notches));
    show(whole, from + share * (width - zoomed), from + share * (width - zoomed) + zoomed);
}

void TimelineZoom::pan(const TimeScale& whole, double share) {
    if (!zoomed()) return;
    const TimeScale now = shown(whole);
    const double from = whole.share(now.from), width = whole.share(now.to) - from;
    show(whole, from + share * width, from + share * width + width);
}

}  // namespace coalesce
