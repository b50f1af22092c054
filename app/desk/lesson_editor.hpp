#pragma once

#include <string>

#include "desk/desk.hpp"

namespace coalesce {

// Actions on the lesson that is being made on the desk.

/// Title of the panel: its tab says "Lesson", for which narrow columns have room.
inline constexpr const char* lesson_editor_title = "Lesson###Lesson editor";

/// Opens the panel.
void open_lesson_editor(Desk& desk);
/// Begins a lesson, edits one, or quits; asks first if the present one is not saved.
void request_after_draft(Desk& desk, const AfterDraft& wanted);
/// The answers.
void save_draft_and_go_on(Desk& desk);
void discard_draft_and_go_on(Desk& desk);
void keep_draft(Desk& desk);
/// True if quitting would lose a lesson.
bool draft_at_stake(const Desk& desk);

/// Saves the lesson to its file; asks for a name if it has none, or if `as`. A lesson that could not be read again is
/// not saved: a message names the first fault.
void request_save_draft(Desk& desk, bool as);
/// Writes the lesson; a message says where, or why not.
bool save_draft(Desk& desk, const std::string& path);
/// Goes on after the file dialogue was closed without a name.
void draft_not_named(Desk& desk);

/// Adds a step after the selected one that shows what the desk shows.
void add_step_from_here(Desk& desk, const Frame& frame);
/// Gives the selected step what the desk shows; its texts stay.
void take_step_from_here(Desk& desk, const Frame& frame);
/// Presents the lesson from the selected step; leaving it leads back.
void preview_draft(Desk& desk);

/// Shows the selected step in the picture; a lesson with faults shows nothing.
void show_draft_step(Desk& desk);

/// Performs a key's action on the lesson if the editor has the focus.
/// @return  true if it was done
bool perform_in_editor(Desk& desk, Action action);

/// Width that the panel takes beside an open laboratory, points; 0: it is not there.
float lesson_editor_beside_lab(const Desk& desk);
/// Draws the panel, if it is open.
void draw_lesson_editor(Desk& desk, const Frame& frame);

/// A quantity for scripts, of those in desk/script.hpp after "editor.".
std::string editor_quantity(const std::string& name, const Desk& desk);

}  // namespace coalesce
