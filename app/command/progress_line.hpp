#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace coalesce::command {

/// Estimates the time left from the progress over the last half of the time so far.
class TimeLeft {
  public:
    /// Notes the progress at a time.
    /// @param seconds   time since the start, rising
    /// @param fraction  share done by then, in [0, 1]
    void note(double seconds, double fraction);
    /// Returns the seconds left; nullopt without data, infinite if there is no progress.
    std::optional<double> seconds() const;

  private:
    struct Mark {
        double seconds, fraction;
    };
    std::vector<Mark> marks_;  ///< some tens of marks from the last half of the time, newest last
};

/// Returns a duration in words: "42 s", "12 min", "5 h 20 min", "3 days", "more than a year".
std::string duration_text(double seconds);

/// A progress line on stderr, if that is a terminal and --quiet is not given: share done, text, and time left.
class ProgressLine {
  public:
    explicit ProgressLine(bool quiet);
    ~ProgressLine();
    /// Draws the line if it is due; may be called millions of times a second.
    /// @param fraction  share done, in [0, 1]
    void show(double fraction, const std::string& what);
    /// True if show() will draw; lets the caller skip composing the text.
    bool due(double fraction) const;

  private:
    using Clock = std::chrono::steady_clock;
    bool active_, shown_ = false;
    Clock::time_point start_ = Clock::now(), next_ = start_;
    TimeLeft left_;
};

}  // namespace coalesce::command
