#pragma once

#include <chrono>
#include <cstdint>

#include "coalesce/flow/frame.hpp"

namespace coalesce {

/// Decides when a live run publishes a frame, and numbers the frames.
class Publication {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Says that a command's effect is to be published at once.
    void answer() { answer_due_ = true; }
    bool answer_due() const { return answer_due_; }
    /// Says that the state differs from the last published one.
    void move() { moved_ = true; }
    bool moved() const { return moved_; }
    /// Says that a generation begins, whose state at time 0 is not yet published.
    bool fresh() const { return fresh_; }
    void begin_generation();
    /// Continues a generation whose state at time 0 was published.
    void resume_generation() { fresh_ = false; }

    /// Skips frames that a slow window would not draw: a frame is due once the window has taken the last one, and at
    /// least ten times a second, so that the measurements of an unwatched run are logged.
    /// @param taken  the window has taken the last frame
    bool due(Time now, bool taken) const;
    bool long_ago(Time now) const { return now - last_ > std::chrono::milliseconds(100); }

    /// Number of the frame published last.
    std::uint64_t sequence() const { return sequence_; }
    /// Sets the frame's sequence and generation.
    void number(Frame& frame);
    /// Copying 10^6 tokens takes longer than a displayed frame: steps get at least four times as long, since drawing
    /// uses the processors as well.
    void published(Time began, Time now);

  private:
    std::uint64_t sequence_ = 0, generation_ = 0;
    bool answer_due_ = true, moved_ = true, fresh_ = false;
    Time last_{}, next_{};
};

/// Parts of a frame that take longer than a frame is displayed: reused while the run plays.
class SlowParts {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Pair histogram up to 0.1 s old; null: to be counted anew, which takes 5 ms, a third of a displayed frame.
    /// @param hurried  the run plays, and no command waits for an answer
    const Histogram* inner_products(bool hurried, Time now) const;
    /// Defers densities so that they take a quarter of the time at most: on a fine grid they take longer than a frame.
    WantedDensities densities(bool hurried, Time now, WantedDensities wanted) const;
    /// Keeps a frame's new parts and gives it those that were not due.
    /// @param start, end  of its computation
    void complete(Frame& frame, bool new_inner_products, bool new_densities, Time start, Time end);

    /// Makes the kept parts, if there are any, as good as new.
    /// @return  false: there are none
    bool renew(Time now);

  private:
    Histogram inner_products_;
    Time counted_{};
    SurfaceDensities densities_;
    Time next_densities_{};
};

}  // namespace coalesce
