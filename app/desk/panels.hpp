#pragma once

#include "desk/desk.hpp"

namespace coalesce {

/// Rectangle of the 3D picture.
struct ViewRectangle {
    float x = 0, y = 0, width = 0, height = 0;  ///< points of the window, origin top left
    bool hovered = false;
    bool covered = false;  ///< a window stands over it
    ViewState shown{};     ///< of the picture: the eased camera, clear of the text over it

    bool same_place(const ViewRectangle& other) const {
        return x == other.x && y == other.y && width == other.width && height == other.height;
    }
};

// One function a panel, one file each. All are drawn inside a Dear ImGui frame by draw_desk().
void draw_menu(Desk& desk);
void draw_scenes_panel(Desk& desk);
void draw_tokens_panel(Desk& desk, const Frame& frame);
void draw_model_panel(Desk& desk);
void draw_look_panel(Desk& desk);
void draw_plots_panel(Desk& desk, const Frame& frame);
void draw_tree_panel(Desk& desk, const Frame& frame);
void draw_theory_panel(Desk& desk, const Frame& frame);
/// Lists the theorems that hold (or those that do not, with the reason) down the present window.
void draw_theorems(const Frame& frame, bool valid, Theme theme);
/// Draws the laboratories that the menu "Labs" has open.
void draw_lab_windows(Desk& desk);
void draw_transport_panel(Desk& desk, const Frame& frame);
/// Name, times and criterion of a phase, into a tooltip.
void draw_phase(const Phase& phase);
/// The time axis of timeline and tree.
TimeScale shown_times(const Desk& desk, const Frame& frame);
/// Into the rest of the present window, where it is high enough.
void draw_timeline_strip(Desk& desk, const Frame& frame);
void draw_record_dialog(Desk& desk);
/// Takes what a recording's process says; how it ended is told in the dialogue, or in a message where that is not in
/// sight. Call once a frame.
void follow_recording(Desk& desk);
void draw_help_sheet(Desk& desk);
/// Asks whether a recording is to be finished or stopped, and whether unsaved edits are to be saved, discarded or kept.
void draw_leave_question(Desk& desk);
/// Whether a new cloud has been awaited for long enough to say so.
bool shows_pending(const Desk& desk);
/// Says so over the picture.
void draw_pending(const Desk& desk, const ViewRectangle& view);
void draw_file_dialog(Desk& desk);

/// Everything but the 3D picture: docking layout, menu, panels, HUD. Returns the rectangle left free for the picture.
ViewRectangle draw_desk(Desk& desk, const Frame& frame);

/// Takes the keys since the last frame, in their order.
void handle_keys(Desk& desk, const Frame& frame);
/// Orbit, zoom, pan and pick inside the view.
void handle_mouse(Desk& desk, const ViewRectangle& rectangle);
/// Eases the shown camera towards the document's; advances the turntable. `seconds` since the last frame.
/// @return  whether the picture changed
bool advance_camera(Desk& desk, double seconds);

/// Tooltip of the token under a resting mouse. Call inside the Dear ImGui frame.
void describe_token(Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& rectangle);

/// Escape: closes the topmost of open menus and lists, dialogues, the sheet of keys; then leaves the picture alone and
/// full screen.
void close_topmost(Desk& desk);

/// Ctrl+S: writes a file that was opened or saved before, else asks for a name.
void request_save(Desk& desk, bool as);
/// Saves the next drawn frame beside the working folder's files, named by the clock.
void request_screenshot(Desk& desk);
void toggle_theme(Desk& desk);
void reset_camera(Desk& desk);

}  // namespace coalesce
