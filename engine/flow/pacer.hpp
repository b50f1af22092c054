#pragma once

#include <chrono>
#include <optional>

#include "coalesce/flow/pace.hpp"

namespace coalesce {

/// Steps per second, averaged over about half a second.
class RateMeter {
  public:
    using Time = std::chrono::steady_clock::time_point;
    void restart(Time now);
    void count_step(Time now);
    double rate() const { return rate_; }

  private:
    Time since_{};
    double steps_ = 0, rate_ = 0;
};

/// Decides when a live run takes its next step: while it plays, a tick of 1/60 s grants steps, or a time to go to;
/// steps that are asked for come at once. Pauses at the run's end, and plays beyond it when played again from there.
/// While it reaches for a time, steps come as fast as they are computed, past the run's end as well.
class Pacer {
  public:
    using Time = std::chrono::steady_clock::time_point;
    /// Frames per second of a usual display; a tick is the time of one.
    static constexpr double frame_rate = 60;
    static constexpr auto tick =
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(1 / frame_rate));

    /// State of the run that is paced.
    struct Run {
        bool adaptive;
        double dt;
        double time;   ///< shown, up to a step before `state`
        double state;  ///< time of the state after the last step
        double until;
    };

    void play(const Run& run, Time now);
    /// Plays to `time` and pauses there: fixed steps at the last whole one up to it, adaptive ones within the step that
    /// contains it. play(), pause(), look() and stop() end that on the way.
    void reach(double time, Time now);
    /// Takes back steps that were asked for.
    void pause(Time now);
    /// Pauses to look back or forward; the pause is then no longer that at the run's end.
    void look(Time now);
    /// Pauses, and keeps the measured rate of steps.
    void stop();
    void ask(int steps);
    void take_back_steps() { asked_ = 0; }
    void set_pace(Pace pace, Time now);
    /// Starts with another run, or anew.
    void restart(Time now);
    /// Continues a run that was kept.
    void resume(const Run& run) { beyond_ = at_end(run); }
    /// The run's motion or end was edited.
    void edited(const Run& run, Time now);

    bool playing() const { return playing_; }
    /// Paused at the run's end.
    bool ended() const { return ended_; }
    bool steps_asked() const { return asked_ > 0; }
    double rate() const { return playing_ ? meter_.rate() : 0; }
    Time next_tick() const { return next_tick_; }

    /// True if the run may take a step now.
    bool step_allowed(const Run& run) const;
    /// Grants steps if a tick is due and the last ones are taken; no debt is left by slow steps.
    /// @return  true if it granted
    bool refill(const Run& run, Time now);
    /// Spends one step.
    /// @return  true if it was asked for
    bool spend(const Run& run);
    void count_step(Time now) { meter_.count_step(now); }
    /// Time to show of the last step, which may lead beyond what is granted; nullopt: all of it.
    std::optional<double> shown_part(const Run& run) const;
    /// Pauses at the run's end, beyond which playing again goes, or at the time reached for.
    /// @return  true if it paused
    bool end_if_due(const Run& run);

  private:
    bool by_time(const Run& run) const;
    bool at_end(const Run& run) const;
    bool reached(const Run& run) const;
    double time_after_tick(const Run& run, Time now) const;
    void forget_credit(Time now);

    bool playing_ = false;
    bool ended_ = false;
    bool beyond_ = false;  ///< true after playing on from the run's end
    Pace pace_;
    double credit_ = 0;            ///< steps that the pace allows before the next tick
    double tick_until_ = 0;        ///< time that the pace allows to go to, if paced by time
    int asked_ = 0;                ///< steps asked for and not taken
    std::optional<double> reach_;  ///< time reached for
    Time next_tick_{}, last_grant_{};
    RateMeter meter_;
};

}  // namespace coalesce
