#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/live.hpp"
#include "coalesce/theory/heat.hpp"
#include "desk/draft.hpp"
#include "desk/edits.hpp"
#include "desk/pins.hpp"
#include "desk/timeline_zoom.hpp"
#include "view/scene_view.hpp"
#include "view/time_scale.hpp"

namespace coalesce {

class Picture;
class Sharing;

/// A run to open beside the first one, and the way to its moment.
struct TwinToOpen {
    SceneDocument document{};  ///< as it is when the run is there
    Scene start{};             ///< scene with which the run begins
    live::Reach way{};
};
struct TwinsToOpen {
    std::vector<TwinToOpen> twins{};
    TwinClock clock = TwinClock::time;
};

/// A change of the document that needs a new cloud, which takes seconds for 10^6 tokens and may be refused. The desk's
/// document is unchanged until a frame shows the new cloud.
struct PendingChange {
    enum class Kind { open, edit, undo, redo } kind;
    DocumentDiff diff{};               ///< change within the scene; empty if a scene is opened
    std::string key{};                 ///< an edit: its key
    SceneDocument opened{};            ///< kind open: the scene
    std::string origin{};              ///< opening, also by undo and redo: the scene's origin
    std::optional<live::Reach> way{};  ///< opening a clip: the way to its moment
    Scene start{};                     ///< then the scene with which the run begins
    TwinsToOpen beside{};              ///< and the runs beside it
    Pace pace{}, pace_before{};        ///< opening: the scene's pace, and the desk's pace at the request
    /// The cloud that is awaited, as it is announced over the picture.
    struct Awaited {
        std::string scene{};  ///< name of the scene that is opened
        std::string file{};   ///< token file that is read; empty: a law is drawn
        std::int64_t tokens = 0;
    } awaited{};
    std::uint64_t command = 0;  ///< number of the command sent to the simulation
    std::chrono::steady_clock::time_point since{};
    bool opens() const { return !origin.empty(); }
};

/// A run on the desk: the document being edited, its simulation, how it is seen, and its history.
struct OpenRun {
    SceneDocument document;
    EditHistory edits;  ///< undo, redo, and the document's origin
    std::vector<PendingChange> pending;
    /// Edits without a new cloud that the simulation has not confirmed yet.
    struct Unconfirmed {
        DocumentDiff diff;   ///< from the last confirmed document to the present one
        std::uint64_t last;  ///< number of the last such edit's command
    };
    std::optional<Unconfirmed> unconfirmed;
    std::shared_ptr<Sharing>
        sharing;  ///< buffer that the simulation shares with OpenGL, which outlives it; may be null
    std::unique_ptr<LiveSimulation> simulation;
    LiveSimulation::History history;
    Pace pace;
    bool playing = true;
    bool ended = false;  ///< the run paused by itself, at time.until
    /// Way to the moment of a clip that was opened.
    struct Reach {
        double time;  ///< simulated time of the clip
        std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    };
    std::optional<Reach> reach;  ///< set while the run is on that way
    double known_until = 0;      ///< Frame::known_until of the last frame
    std::uint64_t sent = 0;      ///< number of the last command

    TokenDraft draft;    ///< edits of the tokens panel; take effect when applied
    HeatTheory heat;     ///< heat limit of the present document
    std::string regime;  ///< line above the matrices

    Pins pins;             ///< tokens that the user follows
    ViewState view_shown;  ///< document.view with the eased camera
    /// Turn of the camera by its turntable alone, from the azimuth that was chosen. It counts while `to` is the
    /// document's: whoever places the camera changes that.
    struct Turn {
        double from = 0, to = 0;
    };
    std::optional<Turn> turn;
    std::shared_ptr<Picture> picture;  ///< made when the run is first drawn
    Shown shown;                       ///< what the last picture shows
    const Frame* frame = nullptr;      ///< frame drawn last; owned by the simulation, valid until its latest()
    bool log_time = false;             ///< all time axes are logarithmic
    struct Scrub {
        TimeScale scale;  ///< scale of the timeline when the drag began
        double sent;      ///< time last requested
    };
    std::optional<Scrub> scrub;  ///< set while the playhead is dragged
    TimelineZoom zoom;           ///< shared by all time axes
};

/// Runs that are on the desk together; one of them is the current one.
struct RunSet {
    std::vector<std::unique_ptr<OpenRun>> runs{};
    std::size_t current = 0;
};

/// Returns the azimuth at which the camera was placed last, without what the turntable has turned it since.
inline double placed_yaw(const OpenRun& run) {
    const double yaw = run.document.view.yaw;
    const bool turned = run.turn && run.turn->to == yaw && run.document.view.turntable != 0;
    return turned ? run.turn->from : yaw;
}

/// True if a new cloud is being drawn; edits then do nothing.
inline bool busy(const OpenRun& run) {
    return !run.pending.empty();
}

}  // namespace coalesce
