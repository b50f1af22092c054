#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace coalesce::command {

/// How long something takes that goes on as it did over the last half of the time so far.
class TimeLeft {
  public:
    /// @param seconds   since the start, rising
    /// @param fraction  done by then, in [0, 1]
    void note(double seconds, double fraction);
    /// Seconds; nullopt while there is nothing to go by, infinite where nothing moves.
    std::optional<double> seconds() const;

  private:
    struct Mark {
        double seconds, fraction;
    };
    std::vector<Mark> marks_;  ///< some tens of the last half of the time, the newest last
};

/// "42 s", "12 min", "5 h 20 min", "3 days", "more than a year".
std::string duration_text(double seconds);

/// A progress line on stderr when that is a terminal and --quiet is off: what is done, of what, and how long the rest
/// will take.
class ProgressLine {
  public:
    explicit ProgressLine(bool quiet);
    ~ProgressLine();
    /// May be called millions of times a second.
    /// @param fraction  in [0, 1]
    void show(double fraction, const std::string& what);
    /// Whether show() will draw, so that its text need not be made up in vain.
    bool due(double fraction) const;

  private:
    using Clock = std::chrono::steady_clock;
    bool active_, shown_ = false;
    Clock::time_point start_ = Clock::now(), next_ = start_;
    TimeLeft left_;
};

}  // namespace coalesce::command
