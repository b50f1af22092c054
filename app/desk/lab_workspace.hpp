#pragma once

#include <string>
#include <string_view>

#include "desk/panels.hpp"
#include "desk/shortcuts.hpp"
#include "record/clip_origin.hpp"

namespace coalesce {

// A laboratory that is open has the whole window below the menu: its parameters, charts and transport. The tokens' run
// waits as it was, and comes back with "Back to the tokens".

/// The laboratory that is open; nullptr: the tokens are.
LabWorkspace* open_lab(Desk& desk);
const LabWorkspace* open_lab(const Desk& desk);
/// Opens a laboratory in place of the tokens, or of another laboratory; each keeps its parameters. The run pauses.
void show_lab(Desk& desk, LabWorkspace& lab);
/// The laboratory of that name; nullptr: there is none.
LabWorkspace* find_lab(Desk& desk, std::string_view name);
/// Goes back to the tokens; a run that played before plays on.
void leave_lab(Desk& desk);
/// Undo and redo of the open laboratory's parameters.
void undo_in_lab(Desk& desk, LabWorkspace& lab, bool redo);
/// Performs a key of the transport in a laboratory.
void move_lab(LabPanel& panel, Action action);
/// Returns the metadata of a picture of the open laboratory.
ClipLab clip_of(const LabWorkspace& lab);
/// Opens the laboratory that a picture or film shows, with its parameters and at its place in the course. A message
/// says what cannot be opened, and what was open lives on.
/// @param file  the clip, which messages name
void open_lab_clip(Desk& desk, const ClipLab& clip, const std::string& file);

/// Draws the workspace of the open laboratory in place of panels and picture.
/// @param taken  width of the window that something else takes at the right, points
ViewRectangle draw_lab_workspace(Desk& desk, LabWorkspace& lab, float taken = 0);

}  // namespace coalesce
