#pragma once

#include <cstddef>

#include "desk/desk.hpp"

namespace coalesce {

// How the present step of a lesson moves the run that is on the desk. lesson_walk.hpp decides which step is present.

/// Remembers the present step as it is now. The run pauses at the state that the window shows.
void leave_step(Desk& desk);
/// Begins a step that follows the present one.
/// @return  false if its scene was refused: the present step stays
bool go_on_to(Desk& desk, std::size_t step);
/// Begins a step on the run that is on the desk.
void begin_step(Desk& desk, std::size_t step);
/// Shows a step as it was left.
void restore_step(Desk& desk, std::size_t step);
/// Lets the present step go to LessonState::moment, and pause there. Its changes are complete, and a question whose
/// answer has run is explained.
void head_for_moment(Desk& desk);
/// Makes the changes that the question held back, and lets the run play.
void run_answer(Desk& desk);
/// Brings the present step on by a frame: eases its changes, and pauses when its condition holds.
void bring_step_on(Desk& desk, const Frame& frame, double seconds);

}  // namespace coalesce
