#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/twin_distances.hpp"
#include "desk/file_dialog.hpp"
#include "desk/hand.hpp"
#include "desk/lab_panel.hpp"
#include "desk/leaving.hpp"
#include "desk/lesson_editor_state.hpp"
#include "desk/lesson_state.hpp"
#include "desk/message.hpp"
#include "desk/open_folder.hpp"
#include "desk/open_run.hpp"
#include "desk/panel_picture.hpp"
#include "desk/recorder.hpp"
#include "desk/settings.hpp"
#include "desk/shortcuts.hpp"
#include "desk/theorem_card_state.hpp"
#include "desk/welcome_state.hpp"

namespace coalesce {

class DiagramPanel;

/// Open windows. Dear ImGui's layout file stores them, scenes do not.
struct OpenPanels {
    bool scenes = true, tokens = true, model = true, look = true, plots = true, transport = true;
    bool tree = true, theory = true;
    bool help = false, record = false, token = false, lesson_editor = false;
    bool chrome = true;  ///< menu and panels are shown; Tab hides them and leaves the picture
};

/// The clouds of runs side by side, compared while they are drawn.
struct TwinCurves {
    TwinDistances distances;
    std::vector<std::uint64_t> generations;  ///< of the runs, when the first row was added
    /// Positions of each run in the frame before its last one, between which a common time may lie.
    std::vector<Frame> before, last;
    std::chrono::steady_clock::time_point due{};  ///< when the next row may be computed
    std::vector<std::string> words;               ///< what each run has where they differ
    std::chrono::steady_clock::time_point words_due{};
};

/// Changes of the list of runs that wait for the next frame: pointers to the present frames are in use.
struct RunRequests {
    bool twin = false;
    std::optional<std::size_t> close{}, choose{};
    std::optional<TwinClock> clock{};
};

/// The state of the desktop: the open runs, one of them the current one, and the open windows.
/// Panels read it and pass changes of the document to edit(); widgets keep no state of their own.
struct Desk {
    std::vector<std::unique_ptr<OpenRun>> runs;  ///< never empty
    std::size_t current = 0;                     ///< index of the run that panels show and edit
    TwinCurves twins;                            ///< of all runs, if there are several
    TwinClock twin_clock = TwinClock::time;      ///< what the runs have in common
    RunRequests run_requests;
    bool one_run_left = false;  ///< a scene was opened: the other runs are to be closed
    TwinsToOpen beside;         ///< runs to open beside the first one
    bool clock_due = false;     ///< the runs get their clock once each has reached the moment of its clip
    Desk() { runs.push_back(std::make_unique<OpenRun>()); }
    OpenRun& run() { return *runs[current]; }
    const OpenRun& run() const { return *runs[current]; }

    LeaveQuestion leaving;
    KeyQueue keys;
    int actions = 0;    ///< number of key actions performed
    std::string title;  ///< title of the window
    std::vector<Message> messages;
    int messages_so_far = 0;
    FolderOpener folders;
    OpenPanels open;
    WelcomeState welcome;  ///< the doors of the first start
    TheoremCard theorem;   ///< explanation of a row of the Theory panel
    std::vector<LabWorkspace> labs = lab_workspaces();
    bool played_before_lab = false;         ///< the run plays on when the open laboratory is left
    std::shared_ptr<DiagramPanel> diagram;  ///< the sweep that was opened last; null: none was
    FileDialog files;
    RecorderDialog recorder;
    Settings settings;
    double scale_draft = 1;            ///< scale of the interface while its slider is dragged
    std::uint64_t matrices_drawn = 0;  ///< random presets used so far
    std::filesystem::path configuration;
    PictureDialog panel_picture;
    std::optional<std::string> screenshot;  ///< file that the next drawn frame is saved to
    bool screenshot_told = false;           ///< a message names the file
    bool fullscreen = false, quit = false, restore_layout = false;
    enum class Drag { none, orbit, pan, hand } dragging = Drag::none;  ///< mouse drag in the picture
    bool animating = false;  ///< the picture still moves by itself, or is not yet drawn in full
    struct Picked {
        std::uint64_t generation = 0;
        std::chrono::steady_clock::time_point since{};
        std::optional<std::size_t> token;
    } picked;                              ///< token under the resting mouse
    Hand hand;                             ///< what the mouse does to tokens
    bool show_token = false;               ///< brings the Token panel to the front
    double mouse_still = 0;                ///< seconds since the mouse last moved
    std::unique_ptr<LessonState> lesson;   ///< the lesson that was opened last; null: none was
    std::unique_ptr<LabPanel> lesson_lab;  ///< the laboratory of its present step, in place of the picture; else null
    /// Actions that may exchange the current run: done before the next frame is read, since panels still draw this one.
    std::vector<std::function<void(Desk&)>> next_frame;
    /// Picture of the last frame, for a lens over it: texture of OpenGL, and size in points.
    struct LensPicture {
        unsigned texture = 0;
        ImVec2 size{};
    } lens_picture;
    LessonEditor lesson_editor;
    bool notes_elsewhere = false;  ///< the notes of a lesson are in a window of their own
    int exchanges = 0;             ///< number of times that another run became the current one
    std::function<void()> wake;    ///< ends the window's idle wait; called from the simulation's thread
};

/// Adds a message; if it equals the newest one, restarts that one's time instead.
/// @param file  file that was written; its folder can be opened from the message
void report(Desk& desk, bool error, const std::string& text, const std::string& file = {});

/// Starts the simulation with the first document.
/// @throws InputError, RunError  if the scene's file or its tokens are refused
void start(Desk& desk, const std::string& name_or_path);
/// The same with a document, which is not remembered as the last scene.
/// @param simulation  of its scene; null: one is made
void start(Desk& desk, SceneDocument document, const std::string& origin,
           std::unique_ptr<LiveSimulation> simulation = nullptr);
/// Puts other runs on the desk and returns the former ones, whose simulations go on.
RunSet exchange_runs(Desk& desk, RunSet runs);
/// Does what was put off to this frame. Call it before the frame is read.
void begin_frame(Desk& desk);
/// Starts the simulation of the current run with a document, paused.
/// @param simulation  of its scene; null: one is made
/// @throws InputError, RunError  as LiveSimulation
void begin_run(Desk& desk, SceneDocument document, const std::string& origin,
               std::unique_ptr<LiveSimulation> simulation = nullptr);
/// Makes another run the current one.
void choose_run(Desk& desk, std::size_t run);
/// Brings the desk up to date with a frame of the current run: commits changes whose cloud it shows, handles refusals,
/// reads whether it plays. Call once per frame, before drawing.
void synchronise(Desk& desk, const Frame& frame);
/// True if a new cloud of the current run is being drawn; edits then do nothing.
inline bool busy(const Desk& desk) {
    return busy(desk.run());
}

/// Opens a scene. The present one runs until the new cloud is drawn. If the file or the tokens are refused, a message
/// says why and nothing changes.
/// @param origin  by which the user knows the scene; empty: by its name or file
/// @return        true if the file was read
bool open_scene(Desk& desk, const std::string& name_or_path, const std::string& origin = {});
/// Writes the document; a message says where, or why not.
/// @return  true if it was written
bool save_scene(Desk& desk, const std::string& path);
/// Writes `document`, another state of the present one, and records it as saved.
bool save_document(Desk& desk, const SceneDocument& document, const std::string& path);
bool modified(const Desk& desk);

/// Opens a scene or quits. Asks first if edits are unsaved or not yet drawn, or if quitting would cut a recording
/// short.
void request(Desk& desk, const Intent& intent);
/// The answers to that question. The saved document includes pending edits or the draft of the tokens panel.
void save_and_leave(Desk& desk);
void save_and_leave_as(Desk& desk, const std::string& path);
void discard_and_leave(Desk& desk);
/// The answers while a recording runs: quits when it has ended, or stops it and quits.
void quit_after_recording(Desk& desk);
void stop_recording_and_quit(Desk& desk);

/// Changes the document: checks the change, records it for undo, and sends it to the simulation. A change that is not
/// valid gives a message and leaves the document as it was; a new cloud becomes a PendingChange.
/// @param key  parameter that was edited; edits of one key while a widget is held are one undo step
void edit(Desk& desk, const DocumentDiff& diff, const std::string& key);
/// Undo also crosses the opening of a scene, whose predecessor then starts anew, and a reset, whose run comes back.
void undo(Desk& desk);
void redo(Desk& desk);
/// The change that makes the draft of the tokens panel the document's tokens.
DocumentDiff drafted(const OpenRun& run);
/// Applies that change, which draws a new cloud; resets if the draft is unchanged.
void apply_draft(Desk& desk);

// All runs have one clock: these act on each of them.
void play(Desk& desk, bool playing);
void step_once(Desk& desk);
/// Returns to the initial cloud; undo brings the run back.
void reset(Desk& desk);
/// Shows a time of the run within its known range, and pauses there.
void seek(Desk& desk, double time);
void set_pace(Desk& desk, Pace pace);

/// Writes the measured series as CSV, with the columns of series.csv.
void export_series(Desk& desk, const std::string& path);

}  // namespace coalesce
