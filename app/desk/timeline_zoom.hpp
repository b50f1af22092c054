#pragma once

#include <optional>

#include "view/time_scale.hpp"

namespace coalesce {

/// The stretch of a run that its time axes show: all that is known, until a hand zooms in.
class TimelineZoom {
  public:
    /// @param whole  the axis of all that is known, which grows as the run goes on
    TimeScale shown(const TimeScale& whole) const;
    /// @param share    of the axis that is shown, 0 to 1: what stays in place
    /// @param notches  of the wheel; > 0 shows less
    void zoom(const TimeScale& whole, double share, double notches);
    /// Moves by a share of the axis that is shown; > 0 to later times.
    void pan(const TimeScale& whole, double share);
    void reset() { window_.reset(); }
    bool zoomed() const { return window_.has_value(); }

  private:
    void show(const TimeScale& whole, double from, double to);

    std::optional<TimeScale> window_;
};

}  // namespace coalesce
