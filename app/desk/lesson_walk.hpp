#pragma once

#include <cstddef>
#include <string>

#include "desk/desk.hpp"

namespace coalesce {

// Walking a lesson on the desk. Each step changes the run by the same calls as sliders and the timeline (edit, seek,
// play), so that engine, checks and panels see them; a step with a scene has a run of its own. A step that is left is
// remembered as document and time of its run, and going back seeks that time: the same tokens, bit for bit where the
// run is deterministic.

/// True if the word of a command line, or a file, is a lesson rather than a scene.
bool names_lesson(const std::string& name_or_path);
/// Opens a lesson at its first step. If it is refused, a message says why and nothing changes.
/// @return  true if it was opened
bool open_lesson(Desk& desk, const std::string& name_or_path);

/// Shows a lesson that is being made, from a step on. What is open, a lesson's pause among it, is back when it is left.
/// If a scene of it is refused, a message says why and nothing changes.
/// @param origin  names the lesson in its runs
void preview_lesson(Desk& desk, const Lesson& lesson, const std::string& origin, std::size_t step);

/// Brings a step of a lesson that is being made into the picture, beside the panels: as it is when all in it has
/// happened, paused, on a copy for every control. leave_lesson() puts back what is open now.
void show_step(Desk& desk, const Lesson& lesson, const std::string& origin, std::size_t step);
/// True while that step is on its way.
bool step_arrives(const Desk& desk);
/// True while that step is in the picture.
bool step_shown(const Desk& desk);

/// True while a lesson fills the window.
bool presenting(const Desk& desk);
/// True while the lesson's state was handed to the audience.
bool on_your_turn(const Desk& desk);

/// True while the present step changes by itself, or its clock counts towards its end.
bool lesson_moves(const Desk& desk);

/// Goes on: first a question's answer and its reason, then the next step.
void next_step(Desk& desk);
/// Goes to the step before, as it was when it was left.
void previous_step(Desk& desk);
/// Goes to a step: as it was left or, if it was not seen yet, by way of the steps before it.
void go_to_step(Desk& desk, std::size_t step);
/// Answers the open question by running; does nothing if there is none.
void reveal_answer(Desk& desk);
/// A digit: a hand for an open question, else the number of a step to go to. 0 stands for 10; a second digit within a
/// second is appended.
void type_digit(Desk& desk, int digit);

/// Opens all controls on a copy of the running state; the lesson's own run waits.
void take_turn(Desk& desk);
/// Ends the lesson's pause: discards the copy, or takes up a lesson that was left, where it was.
void back_to_lesson(Desk& desk);
/// Leaves the lesson: the desk shows what was open before it.
void leave_lesson(Desk& desk);

/// Brings the present step on: eases its changes, and pauses when its condition holds. Call once per frame after
/// synchronise().
/// @param frame    of the current run
/// @param seconds  since the last call
void advance_lesson(Desk& desk, const Frame& frame, double seconds);

}  // namespace coalesce
