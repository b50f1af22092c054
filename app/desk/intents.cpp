// Opening and quitting: what leaves the present document, and the questions that come before.
#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/clips.hpp"
#include "desk/desk.hpp"
#include "desk/diagram_panel.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_editor.hpp"
#include "desk/lesson_walk.hpp"
#include "record/clip_file.hpp"

namespace coalesce {

namespace {

/// Reads a scene, and its token file; a message says why it cannot be opened.
bool loads(Desk& desk, const std::string& name_or_path) {
    try {
        const Scene scene = load_for_desk(name_or_path).start;
        if (std::holds_alternative<FileLaw>(scene.tokens.law))
            draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count), 0);
        return true;
    } catch (const InputError& error) {
        report(desk, true, error.what());
        return false;
    }
}

void carry_out(Desk& desk, const Intent& intent) {
    if (intent.kind == Intent::Kind::quit) {
        desk.quit = true;
        return;
    }
    // A file that cannot be read leaves the laboratory open.
    if (open_lab(desk) && !loads(desk, intent.scene)) return;
    leave_lab(desk);
    open_scene(desk, intent.scene, intent.origin);
}

/// Handles what is asked of lessons. One that opens leaves nothing unsaved, since the desk's run waits for its end; one
/// that is open is left before another scene comes or the program quits.
/// @return  false if there is more to do at once
bool meant_for_lessons(Desk& desk, const Intent& intent) {
    const bool opens = intent.kind == Intent::Kind::open;
    if (opens && names_lesson(intent.scene)) {
        desk.next_frame.emplace_back([name = intent.scene](Desk& later) { open_lesson(later, name); });
        return true;
    }
    if (!presenting(desk) && (opens || !on_your_turn(desk))) return false;
    if (opens && !loads(desk, intent.scene)) return true;
    desk.next_frame.emplace_back([intent](Desk& later) {
        leave_lesson(later);
        request(later, intent);
    });
    return true;
}

/// Opens a picture or film of a laboratory, for which nothing needs to be saved: the desk's run waits.
/// @return  false if it shows no laboratory
bool opens_lab(Desk& desk, const Intent& intent) {
    if (intent.kind != Intent::Kind::open) return false;
    try {
        const auto clip = read_lab_clip(intent.scene);
        if (!clip) return false;
        desk.next_frame.emplace_back([clip = *clip, file = intent.scene](Desk& later) {
            if (presenting(later) || on_your_turn(later)) leave_lesson(later);
            open_lab_clip(later, clip, file);
        });
    } catch (const InputError& error) {
        report(desk, true, error.what());
    }
    return true;
}

/// Returns the document with the newest pending edit; without one, with the draft of the tokens panel.
SceneDocument with_all_edits(const Desk& desk) {
    SceneDocument document = desk.run().document;
    bool on_its_way = false;
    for (const PendingChange& change : desk.run().pending) {
        if (change.opens()) break;
        apply(change.diff, document);
        on_its_way = true;
    }
    if (!on_its_way) apply(drafted(desk.run()), document);
    return document;
}

}  // namespace

void request(Desk& desk, const Intent& intent) {
    // A sweep lies beside the run, which stays as it is.
    if (intent.kind == Intent::Kind::open && names_sweep(intent.scene)) return open_diagram(desk, intent.scene);
    if (opens_lab(desk, intent) || meant_for_lessons(desk, intent)) return;
    if (intent.kind == Intent::Kind::quit && draft_at_stake(desk))
        return request_after_draft(desk, {AfterDraft::Kind::quit, {}});
    // A scene is opened in the first run, whose edits are asked about; twins are closed with it.
    if (desk.current != 0) choose_run(desk, 0);
    const AtStake at_stake{.edits = modified(desk) || desk.run().draft.differs(),
                           .recording = desk.recorder.process != nullptr};
    if (desk.leaving.request(intent, at_stake)) carry_out(desk, intent);
}

void save_and_leave(Desk& desk) {
    const std::string& origin = desk.run().edits.origin();
    if (scene_file(origin).empty()) {
        desk.leaving.name_file();
        return desk.files.show(FileDialog::Purpose::save_scene, proposed_scene_file(origin));
    }
    save_and_leave_as(desk, scene_file(origin));
}

void save_and_leave_as(Desk& desk, const std::string& path) {
    const DocumentDiff draft = drafted(desk.run());
    if (!save_document(desk, with_all_edits(desk), path)) return desk.leaving.not_saved();
    const auto intent = desk.leaving.saved();
    if (!intent) return;
    // A saved draft is recorded as an edit, so that undo from the next scene leads back to the file's content.
    if (intent->kind == Intent::Kind::open) edit(desk, draft, "tokens");
    carry_out(desk, *intent);
}

void discard_and_leave(Desk& desk) {
    if (const auto intent = desk.leaving.discard()) carry_out(desk, *intent);
}

void quit_after_recording(Desk& desk) {
    if (!desk.recorder.process) return;
    desk.leaving.await_recording();
    report(desk, false, "the program will quit when " + shown_path(desk.recorder.settings.path) + " is complete");
}

void stop_recording_and_quit(Desk& desk) {
    if (!desk.recorder.process) return;
    desk.leaving.await_recording();
    desk.recorder.process->stop();
}

}  // namespace coalesce
