#include "desk/desk.hpp"

#include <algorithm>

#include "model/error.hpp"
#include "model/files.hpp"
#include "theory/alignment.hpp"
#include "theory/sphere_heat.hpp"

namespace coalesce {
namespace {

/// What depends on the model and the law alone, computed once an edit and not once a frame.
void refresh_theory(Desk& desk) {
    desk.heat = heat_theory(desk.document.scene);
    desk.regime = describe_regime(desk.document.scene.model);
}

void refresh_title(Desk& desk) {
    const std::string& name = desk.document.scene.name;
    desk.title = (name.empty() ? desk.origin : name) + (desk.unsaved ? " •" : "") + " – Coalesce";
}

void send_observe(Desk& desk) {
    const ViewState& view = desk.document.view;
    WantedDensities densities = wanted_densities(view);
    if (view.theory && sphere_heat(desk.document.scene).valid) densities = {true, true};  // the maps
    desk.simulation->send(live::Observe{view.linking_angle, view.histogram_bins, densities});
}

/// Makes `document` the present one in the running simulation, without touching the history of edits.
void adopt(Desk& desk, const SceneDocument& document) {
    const bool simulated_differs = !(document.scene == desk.document.scene);
    const bool observed_differs = document.view.linking_angle != desk.document.view.linking_angle ||
                                  document.view.histogram_bins != desk.document.view.histogram_bins ||
                                  document.view.surface != desk.document.view.surface ||
                                  document.view.theory != desk.document.view.theory || simulated_differs;
    desk.document = document;
    desk.draft = document.scene.tokens;
    if (simulated_differs) {
        desk.simulation->send(live::Edit{document.scene});
        refresh_theory(desk);
    }
    if (observed_differs) send_observe(desk);
    desk.unsaved = true;
    refresh_title(desk);
}

/// The pairing phase spans decades, which no steps a frame and no unit of time a second get through.
Pace pace_for(const Scene& scene, Pace present) {
    const bool decades = scene.time.axis == TimeAxis::log && scene.time.method == Method::adaptive;
    if (decades) return {Pace::Kind::decades_per_second, 0.5};
    return present.kind == Pace::Kind::decades_per_second ? Pace{} : present;
}

bool is_shipped(const std::string& name) {
    const auto& all = shipped_scenes();
    return std::any_of(all.begin(), all.end(), [&](const ShippedScene& scene) { return scene.name == name; });
}

}  // namespace

void start_document(Desk& desk, SceneDocument document, const std::string& origin) {
    const Pace pace = pace_for(document.scene, desk.pace);
    if (desk.simulation) {
        desk.simulation->send(live::Replace{document.scene, desk.playing});
    } else {
        desk.simulation = std::make_unique<LiveSimulation>(document.scene);
        desk.simulation->on_publish([wake = desk.wake] {
            if (wake) wake();
        });
        play(desk, desk.playing);
    }
    set_pace(desk, pace);
    desk.document = std::move(document);
    desk.draft = desk.document.scene.tokens;
    desk.origin = origin;
    desk.unsaved = false;
    desk.view_shown = desk.document.view;
    desk.log_time = desk.document.scene.time.axis == TimeAxis::log;
    desk.recorder.proposed = false;
    desk.edits.reset(desk.document);
    send_observe(desk);
    refresh_theory(desk);
    refresh_title(desk);
}

bool open_scene(Desk& desk, const std::string& name_or_path) {
    try {
        SceneDocument document = load_scene(name_or_path);
        // The theme is the user's choice for the room they sit in; a scene only proposes one for its recordings.
        document.view.theme = desk.settings.theme;
        std::string origin = name_or_path;
        if (!is_shipped(origin)) {
            origin = std::filesystem::absolute(origin).string();
            remember_recent(desk.settings, origin);
        }
        start_document(desk, std::move(document), origin);
        desk.settings.last_scene = desk.origin;
        return true;
    } catch (const InputError& error) {
        report(desk, true, error.what());
        return false;
    }
}

void save_scene(Desk& desk, const std::string& path) {
    try {
        write_scene(desk.document, path);
    } catch (const RunError& error) {
        return report(desk, true, error.what());
    }
    desk.origin = std::filesystem::absolute(path).string();
    desk.unsaved = false;
    remember_recent(desk.settings, desk.origin);
    desk.settings.last_scene = desk.origin;
    refresh_title(desk);
    report(desk, false, "saved " + desk.origin);
}

void edit(Desk& desk, const SceneDocument& edited, const std::string& key) {
    if (edited == desk.document) return;
    try {
        validate(edited, "edit");
    } catch (const InputError& error) {
        return report(desk, true, error.what());
    }
    adopt(desk, edited);
    desk.edits.record(desk.document, key);
}

void undo(Desk& desk) {
    if (desk.edits.can_undo()) adopt(desk, desk.edits.undo());
}

void redo(Desk& desk) {
    if (desk.edits.can_redo()) adopt(desk, desk.edits.redo());
}

void apply_draft(Desk& desk) {
    SceneDocument edited = desk.document;
    edited.scene.tokens = desk.draft;
    if (edited == desk.document) {
        desk.simulation->send(live::Reset{});
        return;
    }
    const TokenSpec draft = desk.draft;
    edit(desk, edited, "tokens");
    desk.draft = draft;  // also after a refusal: what was typed is not lost
    desk.edits.end_gesture();
}

void play(Desk& desk, bool playing) {
    desk.playing = playing;
    if (playing)
        desk.simulation->send(live::Play{});
    else
        desk.simulation->send(live::Pause{});
}

void step_once(Desk& desk) {
    play(desk, false);
    desk.simulation->send(live::Step{1});
}

void reset(Desk& desk) {
    desk.simulation->send(live::Reset{});
}

void seek(Desk& desk, double time) {
    desk.playing = false;
    desk.simulation->send(live::Seek{time});
}

void set_pace(Desk& desk, Pace pace) {
    desk.pace = pace;
    desk.simulation->send(live::SetPace{pace});
}

void export_series(Desk& desk, const std::string& path) {
    try {
        write_file(path, to_csv(desk.history.rows));
        report(desk, false, "exported " + path, path);
    } catch (const RunError& error) {
        report(desk, true, error.what());
    }
}

}  // namespace coalesce
