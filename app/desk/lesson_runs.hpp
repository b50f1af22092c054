#pragma once

#include <cstddef>
#include <memory>

#include "desk/desk.hpp"

namespace coalesce {

// The runs of a lesson, of which one is on the desk. lesson_walk.hpp decides when which is.

/// Calls action(run) for every run on the desk, each of them the current one meanwhile.
template <class Action>
void for_each_run(Desk& desk, const Action& action) {
    const std::size_t current = desk.current;
    for (desk.current = 0; desk.current < desk.runs.size(); ++desk.current) action(desk.current);
    desk.current = current;
}

/// Moves a key of the run's document to its value in `wanted`: at once if it is the camera's, which is no edit, else by
/// `diff`. Keys that need a new cloud, and the user's theme, stay.
void move_key(OpenRun& run, const Parameter& parameter, const SceneDocument& wanted, DocumentDiff& diff);

/// Puts a lesson on the desk, with the run of its first step; a lesson that was there is left.
/// @param step  another step that opens a run, to begin there
/// @throws InputError, RunError  if that run cannot be made; nothing is changed then
void set_out(Desk& desk, std::unique_ptr<LessonState> lesson, std::size_t step = 0);
/// Puts the run on the desk in which `step` begins: a new one, a copy of the present one, or the present one itself;
/// the others are parked. A message says why if it cannot be made, and nothing is changed.
/// @return  true if it is there
bool show_run_for(Desk& desk, std::size_t step);
/// Puts the run on the desk in which `step` was seen.
void show_run_of(Desk& desk, std::size_t step);
/// Begins to draw the cloud of the step after the present one, if that has one of its own.
void look_ahead(Desk& desk);
/// Makes the document of the current run equal to another one of the same cloud, the user's theme apart.
void become(Desk& desk, const SceneDocument& document);

/// Puts a copy of the running state on the desk for the audience, and parks the lesson's run.
void hand_out_copy(Desk& desk);
/// Puts the desk's own run back, and parks the lesson's.
void bring_back_desk(Desk& desk);
/// Puts the lesson's run back on the desk, in place of the copy or of the desk's own run.
void set_lesson_on_desk(Desk& desk);

/// Opens the laboratory of the present step, or closes that of another one.
void open_lab_of(Desk& desk);

}  // namespace coalesce
