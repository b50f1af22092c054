#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "coalesce/flow/frame.hpp"
#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

// Rules that turn a lesson's file into changes of the run on the desk. Steps are indices from 0; "as before" is
// resolved.

/// True if the step begins with a cloud of its own: it names a scene, or changes a key that draws a new cloud.
bool opens_run(const Lesson& lesson, std::size_t step);
/// Difference of the second run from the first in a step; null: there is no second run.
const DocumentDiff* twin_in(const Lesson& lesson, std::size_t step);
/// True if the step changes how tokens move, or begins or ends a second run: its runs then go on apart from those of
/// the step before, which stay as they were for the way back.
bool parts_run(const Lesson& lesson, std::size_t step);
/// The step whose run is shown in `step`: the last one that opens or parts a run.
std::size_t run_in(const Lesson& lesson, std::size_t step);
/// True if the run plays in this step. A step that waits for a state plays unless it says otherwise; one that says
/// nothing goes on as the step before leaves it once its own condition has paused it.
bool plays_in(const Lesson& lesson, std::size_t step);
/// The laboratory that is open in a step; null: a scene is.
const LessonLab* lab_in(const Lesson& lesson, std::size_t step);
/// The pace that this step or one before it states; nullopt: none does.
std::optional<Pace> pace_in(const Lesson& lesson, std::size_t step);
/// The panels beside the picture.
std::span<const LessonPanel> panels_in(const Lesson& lesson, std::size_t step);
/// Seconds until all changes of the step are made: the longer of `over` and `camera_over`, where it has such changes.
double easing_seconds(const LessonStep& step);

/// True if a change of the model can be eased: words and whole numbers change at once.
bool eases(const DocumentDiff& change);
/// Returns the simulated time at which a step begins, or ends; nullopt: the run decides it, or the audience.
std::optional<double> begin_time(const Lesson& lesson, std::size_t index);
std::optional<double> end_time(const Lesson& lesson, std::size_t index);

/// The state at which a condition first held.
struct UntilMet {
    double time;  ///< simulated time of that state, at most that of the frame
};
/// Says whether a condition holds in a frame; nullopt: not yet. Clusters have fallen to a number only if there were
/// more of them before: a crowd that is still even counts as one.
/// @param seconds  since the step began
/// @param history  rows of the run, which may go beyond the frame
std::optional<UntilMet> until_met(const LessonUntil& until, const Frame& frame, double seconds,
                                  std::span<const Measurement> history);

/// Simulated time at which a run that plays at `pace` from `time` is after so many seconds; infinite for no limit of
/// speed.
/// @param dt  of the scene, from which decades are counted
double time_after(double time, double seconds, const Pace& pace, double dt);

}  // namespace coalesce
