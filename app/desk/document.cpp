// Changes of the document. One that needs a new cloud takes effect with the first frame that shows it.
#include <algorithm>
#include <new>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/sphere_heat.hpp"
#include "desk/desk.hpp"

namespace coalesce {
namespace {

using Kind = PendingChange::Kind;

/// Computes the theory that depends on the model and the law alone; called per edit, not per frame.
void refresh_theory(Desk& desk) {
    desk.run().heat = heat_theory(desk.run().document.scene);
    desk.run().regime = describe_regime(desk.run().document.scene.model);
}

void refresh_title(Desk& desk) {
    const std::string& name = desk.run().document.scene.name;
    desk.title =
        (name.empty() ? shown_path(desk.run().edits.origin()) : name) + (modified(desk) ? " •" : "") + " – Coalesce";
}

live::Observe observation(const SceneDocument& document) {
    WantedDensities densities = wanted_densities(document.view);
    if (document.view.theory && sphere_heat(document.scene).valid) densities = {true, true};  // the maps
    return {document.view.linking_angle, document.view.histogram_bins, densities};
}

void send(Desk& desk, Command command) {
    desk.run().sent = desk.run().simulation->send(std::move(command));
}

/// Returns the pace for a scene. Adaptive runs on a log axis get decades per second: the pairing phase spans decades,
/// which a fixed number of steps a frame or of time units a second does not get through.
Pace pace_for(const Scene& scene, Pace present) {
    const bool decades = scene.time.axis == TimeAxis::log && scene.time.method == Method::adaptive;
    if (decades) return {Pace::Kind::decades_per_second, 0.5};
    return present.kind == Pace::Kind::decades_per_second ? Pace{} : present;
}

bool is_shipped(const std::string& name) {
    const auto& all = shipped_scenes();
    return std::any_of(all.begin(), all.end(), [&](const ShippedScene& scene) { return scene.name == name; });
}

/// Loads a document with the user's theme: a scene's theme applies to its recordings only.
SceneDocument load(const Desk& desk, const std::string& name_or_path) {
    SceneDocument document = load_scene(name_or_path);
    document.view.theme = desk.settings.theme;
    return document;
}

std::string origin_of(const std::string& name_or_path) {
    return is_shipped(name_or_path) ? name_or_path : std::filesystem::absolute(name_or_path).string();
}

bool same_cloud(const Scene& a, const Scene& b) {
    return a.dimension == b.dimension && a.tokens == b.tokens;
}

/// Makes `document` the present one; the simulation runs it, or its command is sent.
/// @param new_cloud  its tokens differ: the draft of the former ones is discarded
void take(Desk& desk, SceneDocument document, bool new_cloud) {
    desk.run().document = std::move(document);
    if (new_cloud) desk.run().draft.reset(desk.run().document.scene.tokens, desk.run().document.scene.dimension);
    refresh_theory(desk);
    refresh_title(desk);
}

void take_opened(Desk& desk) {
    desk.run().view_shown = desk.run().document.view;
    desk.run().log_time = desk.run().document.scene.time.axis == TimeAxis::log;
    desk.recorder.proposed = false;
    desk.run().zoom.reset();
    desk.settings.last_scene = desk.run().edits.origin();
    if (!is_shipped(desk.run().edits.origin())) remember_recent(desk.settings, desk.run().edits.origin());
}

/// Sends a change that needs a new cloud, and keeps it pending until a frame shows that cloud.
void change_cloud(Desk& desk, PendingChange change) {
    const bool play = desk.run().playing || desk.run().ended;
    if (change.opens()) {
        change.pace_before = desk.run().pace;
        change.pace = pace_for(change.document.scene, desk.run().pace);
        send(desk, live::Replace{change.document.scene, play, change.pace, observation(change.document)});
    } else {
        send(desk, live::Edit{change.document.scene});
    }
    change.command = desk.run().sent;
    change.since = std::chrono::steady_clock::now();
    desk.run().pending.push_back(std::move(change));
}

/// Makes a pending change effective: its cloud is drawn.
void commit(Desk& desk, PendingChange change) {
    switch (change.kind) {
        case Kind::open:
            desk.run().edits.open(change.document, change.origin);
            break;
        case Kind::edit:
            desk.run().edits.record(change.document, change.key);
            desk.run().edits.end_gesture();
            break;
        case Kind::undo:
            desk.run().edits.undo();
            break;
        case Kind::redo:
            desk.run().edits.redo();
            break;
    }
    desk.run().edits.forget_resets();
    take(desk, change.opens() ? change.document : seen_as(change.document, desk.run().document.view), true);
    if (change.opens()) {
        // A pace that the user set meanwhile was sent after the scene's and stays.
        if (desk.run().pace == change.pace_before) desk.run().pace = change.pace;
        take_opened(desk);
        return;
    }
    send(desk, observation(desk.run().document));
    if (desk.run().ended) play(desk, true);
}

/// Makes a change that keeps the cloud effective at once.
void change_at_once(Desk& desk, const SceneDocument& document) {
    const SceneDocument& now = desk.run().document;
    const bool simulated = !(document.scene == now.scene);
    const ViewState &view = document.view, &seen = now.view;
    const bool observed = simulated || view.linking_angle != seen.linking_angle ||
                          view.histogram_bins != seen.histogram_bins || view.surface != seen.surface ||
                          view.theory != seen.theory;
    if (simulated) {
        if (!desk.run().standing) desk.run().standing = OpenRun::Standing{now, 0};
        send(desk, live::Edit{document.scene});
        desk.run().standing->last = desk.run().sent;
    }
    take(desk, document, false);
    if (observed) send(desk, observation(desk.run().document));
}

/// Returns the document that undo or redo leads to, with the present camera and theme: those are no edits.
SceneDocument entry_document(const Desk& desk, const EditHistory::Entry& entry, const std::string& edited, bool opens) {
    SceneDocument document = entry.document;
    if (opens) {
        document.view.theme = desk.settings.theme;
        return document;
    }
    document = seen_as(std::move(document), desk.run().document.view);
    if (edited == "view.turntable") document.view.turntable = entry.document.view.turntable;
    return document;
}

void refused(Desk& desk, const LiveSimulation::Refusal& refusal) {
    report(desk, true, refusal.why);
    std::erase_if(desk.run().pending, [&](const PendingChange& change) { return change.command == refusal.command; });
    if (!desk.run().standing || desk.run().standing->last != refusal.command) return;
    // The simulation may have taken an edit between the standing document and the refused one, so it is sent again.
    const SceneDocument standing = seen_as(desk.run().standing->document, desk.run().document.view);
    desk.run().standing.reset();
    desk.run().edits.take_back(standing);
    take(desk, standing, false);
    send(desk, live::Edit{standing.scene});
    send(desk, observation(standing));
}

}  // namespace

bool modified(const Desk& desk) {
    const bool edits_pending = std::any_of(desk.run().pending.begin(), desk.run().pending.end(),
                                           [](const PendingChange& change) { return !change.opens(); });
    return edits_pending || desk.run().edits.modified(desk.run().document);
}

void start(Desk& desk, const std::string& name_or_path) {
    SceneDocument document = load(desk, name_or_path);
    desk.run().simulation = std::make_unique<LiveSimulation>(document.scene);
    desk.run().simulation->on_publish([wake = desk.wake] {
        if (wake) wake();
    });
    desk.run().edits.open(document, origin_of(name_or_path));
    take(desk, std::move(document), true);
    take_opened(desk);
    set_pace(desk, pace_for(desk.run().document.scene, desk.run().pace));
    send(desk, observation(desk.run().document));
    play(desk, desk.run().playing);
}

void synchronise(Desk& desk, const Frame& frame) {
    for (const LiveSimulation::Refusal& refusal : desk.run().simulation->take_refusals()) refused(desk, refusal);
    while (busy(desk) && desk.run().pending.front().command <= frame.commands) {
        PendingChange change = std::move(desk.run().pending.front());
        desk.run().pending.erase(desk.run().pending.begin());
        commit(desk, std::move(change));
    }
    if (desk.run().standing && desk.run().standing->last <= frame.commands) desk.run().standing.reset();
    desk.run().known_until = frame.known_until;
    desk.run().ended = frame.ended;
    // While commands are under way, the desk's own value counts.
    if (frame.commands == desk.run().sent) desk.run().playing = frame.playing;
}

bool open_scene(Desk& desk, const std::string& name_or_path) {
    try {
        change_cloud(desk, {.kind = Kind::open,
                            .document = load(desk, name_or_path),
                            .origin = origin_of(name_or_path),
                            .key = {},
                            .pace = {},
                            .pace_before = {}});
        return true;
    } catch (const InputError& error) {
        report(desk, true, error.what());
    } catch (const std::bad_alloc&) {
        report(desk, true, shown_path(name_or_path) + ": not enough memory to read it");
    }
    return false;
}

bool save_scene(Desk& desk, const std::string& path) {
    return save_document(desk, desk.run().document, path);
}

bool save_document(Desk& desk, const SceneDocument& document, const std::string& path) {
    const std::string origin = std::filesystem::absolute(path).string();
    try {
        validate(document, "edit");
        write_scene(document, path);
    } catch (const std::runtime_error& error) {
        report(desk, true, error.what());
        return false;
    }
    desk.run().edits.saved(document, origin);
    remember_recent(desk.settings, origin);
    desk.settings.last_scene = origin;
    refresh_title(desk);
    report(desk, false, "saved " + shown_path(origin), origin);
    return true;
}

void edit(Desk& desk, const SceneDocument& edited, const std::string& key) {
    if (busy(desk) || edited == desk.run().document) return;
    try {
        validate(edited, "edit");
    } catch (const InputError& error) {
        return report(desk, true, error.what());
    }
    if (!same_cloud(edited.scene, desk.run().document.scene))
        return change_cloud(
            desk, {.kind = Kind::edit, .document = edited, .origin = {}, .key = key, .pace = {}, .pace_before = {}});
    // Recorded before the document changes: the title compares it with the saved one.
    desk.run().edits.record(edited, key);
    change_at_once(desk, edited);
}

namespace {

/// Undo or redo.
void travel(Desk& desk, Kind kind) {
    const bool back = kind == Kind::undo;
    EditHistory& edits = desk.run().edits;
    if (busy(desk) || !(back ? edits.can_undo() : edits.can_redo())) return;
    const bool over_reset = back ? edits.present().reset : edits.after().reset;
    if (over_reset) {
        back ? edits.undo() : edits.redo();
        return back ? send(desk, live::UndoReset{}) : send(desk, live::Reset{true});
    }
    const bool opens = back ? edits.undo_opens() : edits.redo_opens();
    const std::string edited = back ? edits.undo_name() : edits.redo_name();
    const SceneDocument document = entry_document(desk, back ? edits.before() : edits.after(), edited, opens);
    if (opens || !same_cloud(document.scene, desk.run().document.scene)) {
        const std::string origin = !opens ? "" : back ? edits.origin_before() : edits.origin_after();
        return change_cloud(
            desk, {.kind = kind, .document = document, .origin = origin, .key = edited, .pace = {}, .pace_before = {}});
    }
    back ? edits.undo() : edits.redo();
    change_at_once(desk, document);
}

}  // namespace

void undo(Desk& desk) {
    travel(desk, Kind::undo);
}

void redo(Desk& desk) {
    travel(desk, Kind::redo);
}

void apply_draft(Desk& desk) {
    SceneDocument edited = desk.run().document;
    edited.scene.tokens = desk.run().draft.tokens();
    if (!desk.run().draft.differs()) return reset(desk);
    edit(desk, edited, "tokens");
}

void reset(Desk& desk) {
    if (busy(desk)) return;
    const bool moved = desk.run().known_until > 0, again = desk.run().ended;
    if (moved) desk.run().edits.record_reset();
    send(desk, live::Reset{moved});
    if (again) play(desk, true);
}

}  // namespace coalesce
