#pragma once

#include "chart/page.hpp"
#include "desk/desk.hpp"
#include "view/side_by_side.hpp"

namespace coalesce {

/// Rectangle of the 3D picture.
struct ViewRectangle {
    float x = 0, y = 0, width = 0, height = 0;  ///< points of the window, origin top left
    bool hovered = false;
    bool covered = false;  ///< a window overlaps it
    ViewState shown{};     ///< view of the picture: the eased camera, moved clear of the text over it

    bool same_place(const ViewRectangle& other) const {
        return x == other.x && y == other.y && width == other.width && height == other.height;
    }
};

// One function per panel, in panel_NAME.cpp (Look: panel_model.cpp). draw_desk() calls them inside a Dear ImGui frame.
void draw_menu(Desk& desk);
void draw_scenes_panel(Desk& desk);
void draw_tokens_panel(Desk& desk, const Frame& frame);
void draw_model_panel(Desk& desk);
void draw_look_panel(Desk& desk);
void draw_plots_panel(Desk& desk, const Frame& frame);
void draw_tree_panel(Desk& desk, const Frame& frame);
void draw_theory_panel(Desk& desk, const Frame& frame);
/// What panel and picture say of a theorem: its name, its statement or why it does not hold, and its error.
using TheoremWords = std::vector<chart::Paragraph>;
/// Returns the next merge and the theorems that hold, or with `valid` false those that do not.
std::vector<TheoremWords> theorems(const Frame& frame, bool valid, Theme theme);
void draw_token_panel(Desk& desk, const Frame& frame);
void draw_transport_panel(Desk& desk, const Frame& frame);
/// Draws name, times and criterion of a phase into the present tooltip.
void draw_phase(const Phase& phase);
/// Returns the time axis of timeline and tree.
TimeScale shown_times(const Desk& desk, const Frame& frame);
/// Draws the timeline into the rest of the present window; nothing if that is too low.
void draw_timeline_strip(Desk& desk, const Frame& frame);
void draw_record_dialog(Desk& desk);
/// Reads the output of a recording's process. Its outcome is shown in the dialogue, or in a message if the dialogue is
/// not visible. Call once per frame.
void follow_recording(Desk& desk);
void draw_help_sheet(Desk& desk);
/// Draws the question whether to finish or stop a recording, and the one whether to save or discard unsaved edits.
void draw_leave_question(Desk& desk);
/// True if a new cloud has been pending for long enough to say so.
bool shows_pending(const Desk& desk);
/// Draws that message over the picture.
void draw_pending(const Desk& desk, const ViewRectangle& view);
void draw_file_dialog(Desk& desk);

/// Rectangle of a run's picture.
struct RunPlace {
    ViewRectangle picture;
    SideBox name{};  ///< the line under it; of no height for a single run
};

/// Draws everything but the 3D pictures: docking layout, menu, panels, HUD. Returns the places of the runs' pictures.
std::vector<RunPlace> draw_desk(Desk& desk, const Frame& frame);

/// Performs the actions of the keys pressed since the last frame, in order.
void handle_keys(Desk& desk, const Frame& frame);
/// Orbits, zooms and pans the camera by the mouse inside the view.
void handle_mouse(Desk& desk, const ViewRectangle& rectangle);
/// Eases the shown camera towards the document's, and advances the turntable.
/// @param seconds  time since the last frame
/// @return         true if the picture changed
bool advance_camera(Desk& desk, double seconds);

/// Draws the tooltip of the token under a resting mouse. Call inside the Dear ImGui frame.
void describe_token(Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& rectangle);

/// Handles Escape: closes the topmost menu, list or dialogue, else the messages; else leaves a laboratory, or lets
/// pinned tokens go; else shows the panels again, or leaves full screen.
void close_topmost(Desk& desk);

/// Saves the document to its file; asks for a name if it has none, or if `as`.
void request_save(Desk& desk, bool as);
/// Saves the next drawn frame in the working folder, under a name with the date and time.
void request_screenshot(Desk& desk);
void toggle_theme(Desk& desk);
void reset_camera(Desk& desk);

}  // namespace coalesce
