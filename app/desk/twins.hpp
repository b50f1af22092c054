#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.hpp"
#include "desk/panels.hpp"

namespace coalesce {

// Runs side by side: the first one and up to three twins of it, with one clock and one camera. The current one is
// edited.

/// Asks for a twin of the current run at the start of the next frame: all runs go back to time 0 and pause, and the
/// twin becomes the current one. A message says why there is none.
void ask_for_twin(Desk& desk);
/// Asks to close a twin (1, 2, …) at the start of the next frame.
void ask_to_close(Desk& desk, std::size_t run);
/// Asks to make another run the current one at the start of the next frame.
void ask_to_choose(Desk& desk, std::size_t run);
/// Asks for another common clock at the start of the next frame.
void ask_for_clock(Desk& desk, TwinClock clock);
/// Gives all runs a new clock, or none if there is only one.
void share_clock(Desk& desk);
/// Does what was asked for. Call it before the frames of the runs are read.
void change_runs(Desk& desk);

/// Brings the runs but the current one up to date with their frames, gives them the settings that all share, and
/// compares their clouds. Call it once per frame, after synchronise().
/// @param newest  read their newest frames
void follow_twins(Desk& desk, bool newest);

/// Places of the runs' pictures within the view, in the order of the runs.
std::vector<RunPlace> run_places(const Desk& desk, const ViewRectangle& view);
/// Returns the place under the mouse, else that of the current run.
const RunPlace& place_under_mouse(const Desk& desk, const std::vector<RunPlace>& places, std::size_t& run);
/// Draws names, borders and buttons of the runs' pictures.
void draw_run_names(Desk& desk, const std::vector<RunPlace>& places);

/// Assignments of each twin: its difference from the first run, as `render --twin` takes them.
std::vector<std::string> twin_assignments(const Desk& desk);

/// Options of `render` that film the runs as they are on the desk.
std::vector<std::string> twin_options(const Desk& desk);

/// A quantity of a script: twins, current, apart, or twin.N.NAME with time, words, distance, merges, or a key of the
/// scene file.
/// @return  false if the name is none of them
bool twin_quantity(std::string_view name, const Desk& desk, std::string& found);

}  // namespace coalesce
