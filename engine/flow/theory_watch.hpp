#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "coalesce/flow/frame.hpp"
#include "coalesce/observe/theory_monitor.hpp"

namespace coalesce {

class Simulation;

/// Compares a live run with theory, at most four times a second and in a tenth of the time while it plays, more often
/// while it is paused, when sliders may be dragged. Frames between show the last comparison.
class TheoryWatch {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Starts with another run, or anew; the comparison is due at once.
    void restart(Simulation& simulation);
    /// A comparison as frames show it.
    struct Shown {
        std::vector<Comparison> comparisons{};
        std::optional<Forecast> forecast{};
        int linked = 0, modes = 0;
    };
    /// The last comparison; null: none was made since restart().
    const Shown* shown() const { return next_ == Time{} ? nullptr : &shown_; }
    /// Shows the comparison of another run of the same state until this run's own, which is due soon.
    void take_over(Shown shown, Time now);
    /// Puts off the comparison by the least pause. @return  when it is due
    Time put_off(Time now);
    /// Compares the present state if that is due, and fills in the last comparison.
    /// @param model_since  time since which the present model has moved the tokens
    void compare(Frame& frame, Simulation& simulation, double model_since, bool playing);
    /// True if the comparison shown is of an earlier state, or theory lags.
    bool due() const { return due_; }
    Time next() const { return next_; }
    void give_up() { due_ = false; }

  private:
    void compare(Simulation& simulation, double model_since);

    std::unique_ptr<TheoryMonitor> theory_;
    Shown shown_;
    Time next_{};
    bool due_ = false;
};

}  // namespace coalesce
