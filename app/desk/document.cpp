// Changes of the document. One that needs a new cloud takes effect with the first frame that shows it.
#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/sphere_heat.hpp"
#include "desk/clips.hpp"
#include "desk/desk.hpp"

namespace coalesce {
namespace {

using ChangeKind = PendingChange::Kind;

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
    if (document.view.theory && has_sphere_heat(document.scene)) densities = {true, true};  // the maps
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

/// Loads a scene with the user's theme: a scene's theme applies to its recordings only.
SceneToOpen load(const Desk& desk, const std::string& name_or_path) {
    SceneToOpen loaded = load_for_desk(name_or_path);
    loaded.document.view.theme = desk.settings.theme;
    return loaded;
}

std::string origin_of(const std::string& name_or_path) {
    return is_shipped_scene(name_or_path) ? name_or_path : std::filesystem::absolute(name_or_path).string();
}

PendingChange::Awaited awaited(const Scene& scene, bool opens) {
    const auto* file = std::get_if<FileLaw>(&scene.tokens.law);
    return {opens ? scene.name : "", file ? file->path : "", scene.tokens.count};
}

/// Brings up to date what depends on the document, which has other tokens: the draft of the former ones is discarded.
void took_cloud(Desk& desk) {
    OpenRun& run = desk.run();
    run.draft.reset(run.document.scene.tokens, run.document.scene.dimension);
    refresh_theory(desk);
    refresh_title(desk);
}

void take_opened(Desk& desk) {
    desk.run().document.view.theme = desk.settings.theme;
    desk.run().view_shown = desk.run().document.view;
    desk.run().log_time = desk.run().document.scene.time.axis == TimeAxis::log;
    desk.recorder.proposed = false;
    desk.run().zoom.reset();
}

/// The program starts with this scene again, unless no file has it.
void remember_opened(Desk& desk) {
    const std::string& origin = desk.run().edits.origin();
    const bool shipped = is_shipped_scene(origin);
    if (!shipped && !std::filesystem::path(origin).has_parent_path()) return;
    desk.settings.last_scene = origin;
    if (!shipped) remember_recent(desk.settings, origin);
}

/// The document that a pending opening leads to.
const SceneDocument& opened_document(const OpenRun& run, const PendingChange& change) {
    return change.kind == ChangeKind::undo   ? run.edits.document_before()
           : change.kind == ChangeKind::redo ? run.edits.document_after()
                                             : change.opened;
}

/// Sends a change that needs a new cloud, and keeps it pending until a frame shows that cloud.
void change_cloud(Desk& desk, PendingChange change) {
    OpenRun& run = desk.run();
    if (change.opens()) {
        const SceneDocument& document = opened_document(run, change);
        change.pace_before = run.pace;
        change.pace = pace_for(document.scene, run.pace);
        change.awaited = awaited(document.scene, true);
        const bool plays = !change.way && (run.playing || run.ended);
        send(desk, live::Replace{change.way ? change.start : document.scene, plays, change.pace, observation(document),
                                 change.way});
    } else {
        SceneDocument document = run.document;
        apply(change.diff, document);
        change.awaited = awaited(document.scene, false);
        send(desk, live::Redraw{std::move(document.scene)});
    }
    change.command = run.sent;
    change.since = std::chrono::steady_clock::now();
    run.pending.push_back(std::move(change));
}

void reset_run(OpenRun& run) {
    if (busy(run)) return;
    const bool moved = run.known_until > 0;
    if (moved) run.edits.record_reset();
    run.sent = run.simulation->send(live::Reset{moved});
}

/// Resets all runs but the current one, which has a new cloud.
void reset_others(Desk& desk) {
    for (const auto& run : desk.runs)
        if (run.get() != &desk.run()) reset_run(*run);
}

/// Makes a pending change effective: its cloud is drawn.
void commit(Desk& desk, PendingChange change) {
    OpenRun& run = desk.run();
    switch (change.kind) {
        case ChangeKind::open:
            run.edits.open(run.document, std::move(change.opened), change.origin);
            break;
        case ChangeKind::edit:
            run.edits.edit(run.document, change.diff, change.key);
            run.edits.end_gesture();
            break;
        case ChangeKind::undo:
            run.edits.undo(run.document);
            break;
        case ChangeKind::redo:
            run.edits.redo(run.document);
            break;
    }
    run.edits.forget_resets();
    took_cloud(desk);
    if (change.opens()) {
        desk.one_run_left = true;
        desk.beside = std::move(change.beside);
        // A pace that the user set meanwhile was sent after the scene's and stays.
        if (run.pace == change.pace_before) run.pace = change.pace;
        if (change.way) run.reach = OpenRun::Reach{change.way->time};
        take_opened(desk);
        remember_opened(desk);
        return;
    }
    send(desk, observation(run.document));
    // Runs side by side start together.
    if (desk.runs.size() > 1) reset_others(desk);
    if (run.ended) play(desk, true);
}

/// True if observation() of the document may give another result after the change.
bool observed(const DocumentDiff& diff) {
    constexpr const char* keys[] = {"view.linking_angle", "view.histogram_bins", "view.surface", "view.theory"};
    return diff.effect() != Effect::view ||
           std::any_of(std::begin(keys), std::end(keys), [&](const char* key) { return diff.changes(key); });
}

/// Sends what a change of them made of the dynamics and the events. The end moves first, since events lie before it.
void send_dynamics(Desk& desk, const DocumentDiff& diff) {
    const Scene& scene = desk.run().document.scene;
    const bool events = diff.changes("events");
    const bool others = std::any_of(diff.changes().begin(), diff.changes().end(), [](const auto& change) {
        return change.parameter->effect == Effect::live && change.parameter->key != "events";
    });
    if (others) send(desk, live::Edit{scene});
    if (events) send(desk, live::SetEvents{scene.events});
}

/// Sends a change that keeps the cloud, which the document has taken.
void took_at_once(Desk& desk, const DocumentDiff& diff) {
    OpenRun& run = desk.run();
    if (diff.effect() == Effect::live) {
        if (!run.unconfirmed) run.unconfirmed = OpenRun::Unconfirmed{{}, 0};
        run.unconfirmed->diff.then(diff);
        send_dynamics(desk, diff);
        run.unconfirmed->last = run.sent;
        refresh_theory(desk);
    }
    refresh_title(desk);
    if (observed(diff)) send(desk, observation(run.document));
}

void refused(Desk& desk, const LiveSimulation::Refusal& refusal) {
    OpenRun& run = desk.run();
    report(desk, true, refusal.why);
    std::erase_if(run.pending, [&](const PendingChange& change) { return change.command == refusal.command; });
    if (!run.unconfirmed || run.unconfirmed->last != refusal.command) return;
    const DocumentDiff back = run.unconfirmed->diff.inverse();
    run.unconfirmed.reset();
    run.edits.take_back(run.document, back);
    refresh_theory(desk);
    refresh_title(desk);
    // The simulation may have taken an edit between the confirmed document and the refused one.
    send_dynamics(desk, back);
    send(desk, observation(run.document));
}

PendingChange opening(SceneToOpen loaded, const std::string& origin) {
    return {.kind = ChangeKind::open,
            .opened = std::move(loaded.document),
            .origin = origin,
            .way = std::move(loaded.way),
            .start = std::move(loaded.start),
            .beside = std::move(loaded.beside)};
}

/// Makes a simulation the current run's.
/// @param way  of a clip: the run first goes to its moment
void begin(Desk& desk, SceneDocument document, const std::string& origin, std::unique_ptr<LiveSimulation> simulation,
           std::optional<live::Reach> way) {
    begin_run(desk, std::move(document), origin, std::move(simulation));
    OpenRun& run = desk.run();
    take_opened(desk);
    set_pace(desk, pace_for(run.document.scene, run.pace));
    if (!way) return play(desk, run.playing);
    run.playing = true;
    run.reach = OpenRun::Reach{way->time};
    send(desk, std::move(*way));
}

}  // namespace

bool modified(const Desk& desk) {
    const bool edits_pending = std::any_of(desk.run().pending.begin(), desk.run().pending.end(),
                                           [](const PendingChange& change) { return !change.opens(); });
    return edits_pending || desk.run().edits.modified(desk.run().document);
}

void begin_run(Desk& desk, SceneDocument document, const std::string& origin,
               std::unique_ptr<LiveSimulation> simulation) {
    OpenRun& run = desk.run();
    run.simulation = simulation ? std::move(simulation) : std::make_unique<LiveSimulation>(document.scene);
    run.simulation->on_publish([wake = desk.wake] {
        if (wake) wake();
    });
    run.edits.open(run.document, std::move(document), origin);
    took_cloud(desk);
    send(desk, observation(run.document));
}

void start(Desk& desk, const std::string& name_or_path) {
    SceneToOpen loaded = load(desk, name_or_path);
    auto simulation = std::make_unique<LiveSimulation>(loaded.start);
    begin(desk, std::move(loaded.document), origin_of(name_or_path), std::move(simulation), std::move(loaded.way));
    desk.beside = std::move(loaded.beside);
    remember_opened(desk);
}

void start(Desk& desk, SceneDocument document, const std::string& origin, std::unique_ptr<LiveSimulation> simulation) {
    if (!simulation) simulation = std::make_unique<LiveSimulation>(document.scene);
    begin(desk, std::move(document), origin, std::move(simulation), std::nullopt);
}

RunSet exchange_runs(Desk& desk, RunSet runs) {
    std::swap(desk.runs, runs.runs);
    std::swap(desk.current, runs.current);
    ++desk.exchanges;
    desk.twins = {};
    desk.picked = {};
    desk.dragging = Desk::Drag::none;
    if (desk.run().simulation) {
        for (const auto& run : desk.runs) run->document.view.theme = desk.settings.theme;
        refresh_title(desk);
    }
    return runs;
}

void begin_frame(Desk& desk) {
    for (const auto& action : std::exchange(desk.next_frame, {})) action(desk);
}

void choose_run(Desk& desk, std::size_t run) {
    desk.run().edits.end_gesture();
    desk.current = run;
    refresh_title(desk);
}

void synchronise(Desk& desk, const Frame& frame) {
    for (const LiveSimulation::Refusal& refusal : desk.run().simulation->take_refusals()) refused(desk, refusal);
    while (busy(desk) && desk.run().pending.front().command <= frame.commands) {
        PendingChange change = std::move(desk.run().pending.front());
        desk.run().pending.erase(desk.run().pending.begin());
        commit(desk, std::move(change));
    }
    if (desk.run().unconfirmed && desk.run().unconfirmed->last <= frame.commands) desk.run().unconfirmed.reset();
    desk.run().known_until = frame.known_until;
    desk.run().ended = frame.ended;
    // While commands are under way, the desk's own value counts.
    if (frame.commands != desk.run().sent) return;
    desk.run().playing = frame.playing;
    if (!frame.playing) desk.run().reach.reset();
}

bool open_scene(Desk& desk, const std::string& name_or_path, const std::string& known_as) {
    const std::string from = known_as.empty() ? origin_of(name_or_path) : known_as;
    try {
        SceneToOpen loaded = load(desk, name_or_path);
        // The first run takes the scene, and the others are closed once its cloud is there. Panels still draw the frame
        // of the current one.
        if (desk.current != 0) {
            const auto kept = std::make_shared<SceneToOpen>(std::move(loaded));
            desk.next_frame.emplace_back([kept, origin = from](Desk& next) {
                choose_run(next, 0);
                change_cloud(next, opening(std::move(*kept), origin));
            });
            return true;
        }
        change_cloud(desk, opening(std::move(loaded), from));
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

void edit(Desk& desk, const DocumentDiff& diff, const std::string& key) {
    OpenRun& run = desk.run();
    if (busy(run) || diff.empty()) return;
    try {
        check(diff, run.document, "edit");
    } catch (const InputError& error) {
        return report(desk, true, error.what());
    }
    if (diff.effect() == Effect::new_cloud)
        return change_cloud(desk, {.kind = ChangeKind::edit, .diff = diff, .key = key});
    run.edits.edit(run.document, diff, key);
    took_at_once(desk, diff);
}

namespace {

/// Undoes or redoes the reset of the current run, and of every other whose next entry is one: they have one clock.
void travel_resets(Desk& desk, bool back) {
    for (const auto& each : desk.runs) {
        EditHistory& edits = each->edits;
        if (!(back ? edits.can_undo() && edits.present().reset : edits.can_redo() && edits.after().reset)) continue;
        back ? edits.undo(each->document) : edits.redo(each->document);
        each->sent = each->simulation->send(back ? Command(live::UndoReset{}) : Command(live::Reset{true}));
    }
}

/// Undo or redo.
void travel(Desk& desk, ChangeKind kind) {
    OpenRun& run = desk.run();
    const bool back = kind == ChangeKind::undo;
    if (busy(run) || !(back ? run.edits.can_undo() : run.edits.can_redo())) return;
    const auto go = [&] { back ? run.edits.undo(run.document) : run.edits.redo(run.document); };
    const EditHistory::Entry& step = back ? run.edits.present() : run.edits.after();
    if (step.reset) return travel_resets(desk, back);
    if (back ? run.edits.undo_opens() : run.edits.redo_opens())
        return change_cloud(desk,
                            {.kind = kind, .origin = back ? run.edits.origin_before() : run.edits.origin_after()});
    const DocumentDiff diff = back ? step.diff.inverse() : step.diff;
    if (diff.effect() == Effect::new_cloud) return change_cloud(desk, {.kind = kind, .diff = diff});
    go();
    took_at_once(desk, diff);
}

}  // namespace

void undo(Desk& desk) {
    travel(desk, ChangeKind::undo);
}

void redo(Desk& desk) {
    travel(desk, ChangeKind::redo);
}

DocumentDiff drafted(const OpenRun& run) {
    DocumentDiff diff;
    if (!run.draft.differs()) return diff;
    const TokenSpec& tokens = run.draft.tokens();
    diff.set(run.document, "tokens.count", tokens.count);
    diff.set(run.document, "tokens.seed", tokens.seed);
    diff.set(run.document, "tokens.law", tokens.law);
    return diff;
}

void apply_draft(Desk& desk) {
    if (!desk.run().draft.differs()) return reset(desk);
    edit(desk, drafted(desk.run()), "tokens");
}

void reset(Desk& desk) {
    if (busy(desk)) return;
    const bool again = desk.run().ended;
    for (const auto& run : desk.runs) reset_run(*run);
    if (again) play(desk, true);
}

}  // namespace coalesce
