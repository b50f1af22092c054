#include "command/row_times.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce::command {

RowTimes::RowTimes(const TimeSpec& time, double most_rows)
    : until_(time.until),
      logarithmic_((time.method == Method::adaptive || time.axis == TimeAxis::log) && time.until > time.dt),
      stride_(std::max(time.dt, time.until / most_rows)),
      ratio_(std::pow(10, std::max(std::log10(time.until / time.dt), 1.0) / most_rows)),
      next_(logarithmic_ ? time.dt : stride_) {}

bool RowTimes::due(double time) const {
    return time >= next_ * (1 - same_time) || time >= until_;
}

bool RowTimes::take(double time) {
    if (!due(time)) return false;
    next_ = logarithmic_ ? time * ratio_ : (std::floor(time / stride_ * (1 + same_time)) + 1) * stride_;
    return true;
}

}  // namespace coalesce::command
