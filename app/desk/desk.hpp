#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "desk/edits.hpp"
#include "desk/file_dialog.hpp"
#include "desk/lab_panel.hpp"
#include "desk/messages.hpp"
#include "desk/open_folder.hpp"
#include "desk/panel_picture.hpp"
#include "desk/recorder.hpp"
#include "desk/settings.hpp"
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

/// The state of the desktop: the document being edited, its running simulation, and what is open.
/// Panels read it, edit a copy of the document and hand that to edit(); they keep no state of their own in widgets.
struct Desk {
    SceneDocument document;
    std::string origin;  ///< shipped name or file of the document
    bool unsaved = false;
    EditHistory edits;
    std::unique_ptr<LiveSimulation> simulation;
    LiveSimulation::History history;
    Pace pace;
    bool playing = true;

    TokenSpec draft;     ///< of the tokens panel: takes effect when applied
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
    bool animating = false;      ///< the picture goes on moving by itself, or is not yet drawn in full
    double mouse_still = 0;      ///< seconds since it last moved
    std::function<void()> wake;  ///< leaves the window's idle wait; called from the simulation's thread
};

/// Replaces document and simulation. On InputError a message appears and the old scene lives on.
/// @return  whether it was opened
bool open_scene(Desk& desk, const std::string& name_or_path);
void start_document(Desk& desk, SceneDocument document, const std::string& origin);
/// Writes the document; a message says where, or why not.
void save_scene(Desk& desk, const std::string& path);

/// Takes an edited copy of the document: validates, records it for undo, and sends it to the simulation.
/// @param key  what was edited; the same key again while a widget is held is one undo step
void edit(Desk& desk, const SceneDocument& edited, const std::string& key);
void undo(Desk& desk);
void redo(Desk& desk);
/// Applies desk.draft: a new cloud.
void apply_draft(Desk& desk);

void play(Desk& desk, bool playing);
void step_once(Desk& desk);
void reset(Desk& desk);
/// To a moment of the run: a look back, or forward to what is known; pauses there.
void seek(Desk& desk, double time);
void set_pace(Desk& desk, Pace pace);

/// Measured series as CSV (the columns of series.csv).
void export_series(Desk& desk, const std::string& path);

}  // namespace coalesce
