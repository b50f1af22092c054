#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "desk/draft.hpp"
#include "desk/edits.hpp"
#include "desk/file_dialog.hpp"
#include "desk/lab_panel.hpp"
#include "desk/leaving.hpp"
#include "desk/messages.hpp"
#include "desk/open_folder.hpp"
#include "desk/panel_picture.hpp"
#include "desk/recorder.hpp"
#include "desk/settings.hpp"
#include "desk/shortcuts.hpp"
#include "desk/timeline_zoom.hpp"
#include "flow/live.hpp"
#include "model/scene.hpp"
#include "theory/heat.hpp"
#include "view/scene_view.hpp"
#include "view/time_scale.hpp"

namespace coalesce {

/// Which windows are open; remembered by Dear ImGui's own layout file, not by scenes.
struct OpenPanels {
    bool scenes = true, tokens = true, model = true, look = true, plots = true, transport = true;
    bool tree = true, theory = true;
    bool help = false, record = false;
    bool chrome = true;  ///< everything but the view; Tab hides it for a lecture
};

/// A change of the document that needs a new cloud, which takes seconds for 10^6 tokens and may be refused. The
/// document stays as it is until the new cloud is there.
struct PendingChange {
    enum class Kind { open, edit, undo, redo } kind;
    SceneDocument document;
    std::string origin, key;    ///< to open: origin; of an edit: key
    Pace pace, pace_before;     ///< to open: the pace that goes with it, and the one when it was asked for
    std::uint64_t command = 0;  ///< of the simulation
    std::chrono::steady_clock::time_point since{};
    bool opens() const { return !origin.empty(); }
};

/// The state of the desktop: the document being edited, its running simulation, and what is open.
/// Panels read it, edit a copy of the document and hand that to edit(); they keep no state of their own in widgets.
struct Desk {
    SceneDocument document;
    EditHistory edits;  ///< knows where the document came from
    std::vector<PendingChange> pending;
    /// The document that the simulation is known to run, while edits that act at once are on their way to it.
    struct Standing {
        SceneDocument document;
        std::uint64_t last;  ///< command
    };
    std::optional<Standing> standing;
    LeaveQuestion leaving;
    KeyQueue keys;
    int actions = 0;  ///< of keys so far
    std::unique_ptr<LiveSimulation> simulation;
    LiveSimulation::History history;
    Pace pace;
    bool playing = true;
    bool ended = false;      ///< the run paused by itself, at time.until
    double known_until = 0;  ///< of the run, as of the last frame
    std::uint64_t sent = 0;  ///< number of the last command

    TokenDraft draft;    ///< of the tokens panel: takes effect when applied
    HeatTheory heat;     ///< of the present document
    std::string regime;  ///< line under the matrices
    std::string title;   ///< of the window

    ViewState view_shown;   ///< document.view with the eased camera
    Shown shown;            ///< by the picture last drawn
    bool log_time = false;  ///< every time axis
    struct Scrub {
        TimeScale scale;  ///< of the timeline when it was grabbed
        double sent;      ///< time last asked for
    };
    std::optional<Scrub> scrub;  ///< while the playhead is dragged
    TimelineZoom zoom;           ///< of every time axis
    std::vector<Message> messages;
    int messages_so_far = 0;
    FolderOpener folders;
    OpenPanels open;
    std::vector<LabWindow> labs = lab_windows();
    FileDialog files;
    RecorderDialog recorder;
    Settings settings;
    double scale_draft = 1;            ///< of the interface, while its slider is dragged
    std::uint64_t matrices_drawn = 0;  ///< random presets used so far
    std::filesystem::path configuration;
    PictureDialog panel_picture;
    std::optional<std::string> screenshot;  ///< file that the next drawn frame is saved to
    bool screenshot_told = false;           ///< a message says where
    bool fullscreen = false, quit = false, restore_layout = false;
    enum class Drag { none, orbit, pan } dragging = Drag::none;  ///< of the mouse in the picture
    bool animating = false;  ///< the picture goes on moving by itself, or is not yet drawn in full
    struct Picked {
        std::uint64_t generation = 0;
        std::chrono::steady_clock::time_point since{};
        std::optional<std::size_t> token;
    } picked;                    ///< under the resting mouse
    double mouse_still = 0;      ///< seconds since it last moved
    std::function<void()> wake;  ///< leaves the window's idle wait; called from the simulation's thread
};

/// Starts the simulation with the first document.
/// @throws InputError, RunError  what the scene's file and its tokens have against it
void start(Desk& desk, const std::string& name_or_path);
/// Takes what the simulation says with a frame: documents whose cloud is there, refusals, and whether it plays. Call
/// once a frame, before anything is drawn of it.
void synchronise(Desk& desk, const Frame& frame);
/// Whether a new cloud is on its way; edits then do nothing.
inline bool busy(const Desk& desk) {
    return !desk.pending.empty();
}

/// Opens a scene beside the one that runs, which is left as soon as the new cloud is there. Where file or tokens are
/// refused a message appears and everything stays as it was.
/// @return  whether the file was read
bool open_scene(Desk& desk, const std::string& name_or_path);
/// Writes the document; a message says where, or why not.
/// @return  whether it was written
bool save_scene(Desk& desk, const std::string& path);
/// Writes another state of the present document, which counts as saved from then on.
bool save_document(Desk& desk, const SceneDocument& document, const std::string& path);
bool modified(const Desk& desk);

/// Opens or quits; where edits are not saved or not drawn yet, or quitting would cut a recording short, asks first.
void request(Desk& desk, const Intent& intent);
/// The answers to that question. What is saved has the edits that are on their way and what the tokens panel drafted.
void save_and_leave(Desk& desk);
void save_and_leave_as(Desk& desk, const std::string& path);
void discard_and_leave(Desk& desk);
/// The answers where a recording runs: quits when that has come to its end, or has been stopped.
void quit_after_recording(Desk& desk);
void stop_recording_and_quit(Desk& desk);

/// Takes an edited copy of the document: validates, records it for undo, and sends it to the simulation.
/// @param key  what was edited; the same key again while a widget is held is one undo step
void edit(Desk& desk, const SceneDocument& edited, const std::string& key);
/// Also across the opening of a scene, whose former one then starts anew, and of a reset, whose former run comes back.
void undo(Desk& desk);
void redo(Desk& desk);
/// Applies desk.draft: a new cloud.
void apply_draft(Desk& desk);

void play(Desk& desk, bool playing);
void step_once(Desk& desk);
/// Back to the initial cloud; undo brings the run back.
void reset(Desk& desk);
/// To a moment of the run: a look back, or forward to what is known; pauses there.
void seek(Desk& desk, double time);
void set_pace(Desk& desk, Pace pace);

/// Measured series as CSV (the columns of series.csv).
void export_series(Desk& desk, const std::string& path);

}  // namespace coalesce
