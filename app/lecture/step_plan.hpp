#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// Seconds of a film that a step waits for a phase, for merges or for clusters. If they do not come, the film goes on.
inline constexpr double longest_wait = 90;
/// Seconds that the way to a time (`until.time`) may take.
inline constexpr double longest_way = 600;

/// The run as a step finds it, after what the step opens and seeks.
struct RunStart {
    double time = 0;                                       ///< simulated
    double dt = 0.01;                                      ///< of the scene
    double end = std::numeric_limits<double>::infinity();  ///< time at which the run pauses by itself
    bool adaptive = false;                                 ///< steps are as long as the solver wants
    Pace pace{};
    bool playing = false;  ///< as the step before left it
};

/// Place of a run: it has reached the time, or has taken the steps since the lesson's step began.
struct RunPlace {
    double time = 0;
    double steps = std::numeric_limits<double>::infinity();
};

/// One step of a lesson by the seconds of its film, counted from the step's beginning. It is fixed by lesson and run
/// alone: neither the machine nor the rate of the frames changes it.
///
/// Without a question the caption is read while the run plays. With one the run waits: caption and question are read,
/// the pause for an answer passes, then the run plays and shows the answer, which is said last.
///
/// `until.seconds` is the step's length, with a question that of the run. Else a step lasts as long as its caption is
/// read (reading_seconds), its changes are eased and its run takes, and `last_look` more where the run ends by a
/// condition.
class StepPlan {
  public:
    static constexpr double last_look = 1.5;  ///< seconds after the run has paused
    static constexpr double pause = 3;        ///< seconds for an answer, after the choices are read
    static constexpr double shown_run = 6;    ///< seconds that the answer is shown by a run without a condition

    StepPlan(const LessonStep& step, const RunStart& start);

    const RunStart& start() const { return start_; }
    double length() const { return length_; }
    bool plays() const { return plays_; }
    /// Seconds at which the run begins and pauses; equal if it does not play.
    double run_from() const { return run_from_; }
    double run_to() const { return run_from_ + run_; }
    /// True if the run's end above is a limit, and the state decides when it pauses.
    bool waits() const { return waits_; }
    /// True if the run still plays when the step is over.
    bool goes_on() const { return goes_on_; }
    /// Time that the run does not pass: that of its condition, or the scene's end.
    double last_time() const { return last_time_; }
    /// Second at which the pause for an answer begins; +inf without a question.
    double pause_from() const { return pause_from_; }
    /// Second at which the answer is said; +inf without a question.
    double answered_from() const { return answered_from_; }

    /// Returns the run's time at a second of the film, unless its end comes first.
    RunPlace place_at(double second) const;
    /// The second at which the run is at a place: inverse of place_at() while it plays.
    double second_of(const RunPlace& place) const;
    /// The run pauses at a place before run_to(): the rest of the step comes earlier by as much.
    void end_run(const RunPlace& place);
    /// True once the run has paused by end_run().
    bool ended() const { return ended_; }

  private:
    double way(double time) const;
    void set_length();

    RunStart start_;
    bool plays_ = false, waits_ = false, goes_on_ = false, question_ = false, ended_ = false;
    bool stretched_ = false;  ///< the run lasts as long as the step
    double least_ = 0;        ///< length by captions and changes
    double fixed_ = 0;        ///< length that until.seconds asks for; 0: none
    double saying_ = 0;       ///< seconds in which the answer is read
    double run_from_ = 0, run_ = 0, length_ = 0, last_time_ = 0;
    double pause_from_ = std::numeric_limits<double>::infinity();
    double answered_from_ = std::numeric_limits<double>::infinity();
    RunPlace end_;  ///< of the run, if ended_
};

/// The plans of all steps, if every condition comes as late as it may. Times that depend on a run start there.
std::vector<StepPlan> film_schedule(const Lesson& lesson);
/// The run's start in step `index`, if the one before leaves it at `time` and `playing`. A laboratory has no run.
RunStart run_start(const Lesson& lesson, std::size_t index, double time, bool playing);

/// Number of frames of a step, at least 1.
int frames_of(const StepPlan& plan, int fps);

}  // namespace coalesce
