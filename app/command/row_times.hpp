#pragma once

#include "coalesce/model/scene.hpp"

namespace coalesce::command {

/// Times of states are multiples of dt up to rounding: relative difference up to which two are one.
inline constexpr double same_time = 1e-9;

/// Selects the rows of a table: the first state at or past each of the times that divide the axis equally, or in equal
/// ratios from dt on if it is logarithmic. Steps do not depend on rows.
class RowTimes {
  public:
    /// @param most_rows  largest number of rows
    RowTimes(const TimeSpec& time, double most_rows);

    /// True if the state at `time` is a row.
    bool due(double time) const;
    /// The same, and goes on to the next row; times must rise.
    bool take(double time);
    /// Time from which the next state is a row; go_on() continues from it.
    double next() const { return next_; }
    void go_on(double next) { next_ = next; }

  private:
    double until_;
    bool logarithmic_;
    double stride_, ratio_, next_;
};

}  // namespace coalesce::command
