#pragma once

#include <optional>

#include "view/time_scale.hpp"

namespace coalesce {

/// The range of times that all time axes show: the whole known range until the user zooms in.
class TimelineZoom {
  public:
    /// @param whole  axis of the whole known range, which grows during the run
    TimeScale shown(const TimeScale& whole) const;
    /// @param share    point of the visible axis that stays in place, 0 to 1
    /// @param notches  notches of the mouse wheel; > 0 zooms in
    void zoom(const TimeScale& whole, double share, double notches);
    /// Moves the range by a share of its length; > 0: to later times.
    void pan(const TimeScale& whole, double share);
    void reset() { window_.reset(); }
    bool zoomed() const { return window_.has_value(); }

  private:
    void show(const TimeScale& whole, double from, double to);

    std::optional<TimeScale> window_;
};

}  // namespace coalesce
