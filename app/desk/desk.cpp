#include "desk/desk.hpp"

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/path_text.hpp"

namespace coalesce {

namespace {

void carry_out(Desk& desk, const Intent& intent) {
    if (intent.kind == Intent::Kind::quit)
        desk.quit = true;
    else
        open_scene(desk, intent.scene);
}

}  // namespace

namespace {

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

void report(Desk& desk, bool error, const std::string& text, const std::string& file) {
    const auto now = std::chrono::steady_clock::now();
    if (!desk.messages.empty() && desk.messages.back().text == text) {
        desk.messages.back().since = now;
        return;
    }
    desk.messages.push_back(
        {.error = error, .text = text, .file = file, .identity = ++desk.messages_so_far, .since = now});
}

void request(Desk& desk, const Intent& intent) {
    const AtStake at_stake{.edits = modified(desk) || desk.run().draft.differs(),
                           .recording = desk.recorder.process != nullptr};
    if (desk.leaving.request(intent, at_stake)) carry_out(desk, intent);
}

void save_and_leave(Desk& desk) {
    const std::string& origin = desk.run().edits.origin();
    if (!std::filesystem::path(origin).has_parent_path()) {
        desk.leaving.name_file();
        return desk.files.show(FileDialog::Purpose::save_scene, origin + ".json");
    }
    save_and_leave_as(desk, std::string(origin));
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

void play(Desk& desk, bool playing) {
    desk.run().playing = playing;
    if (playing)
        desk.run().sent = desk.run().simulation->send(live::Play{});
    else
        desk.run().sent = desk.run().simulation->send(live::Pause{});
}

void step_once(Desk& desk) {
    // Sent only while playing: a pause discards requested steps, and two steps may be requested in one frame.
    if (desk.run().playing) play(desk, false);
    desk.run().sent = desk.run().simulation->send(live::Step{1});
}

void seek(Desk& desk, double time) {
    desk.run().playing = false;
    desk.run().sent = desk.run().simulation->send(live::Seek{time});
}

void set_pace(Desk& desk, Pace pace) {
    desk.run().pace = pace;
    desk.run().sent = desk.run().simulation->send(live::SetPace{pace});
}

void export_series(Desk& desk, const std::string& path) {
    try {
        write_file(path, to_csv(desk.run().history.rows));
        report(desk, false, "exported " + shown_path(path), path);
    } catch (const RunError& error) {
        report(desk, true, error.what());
    }
}

}  // namespace coalesce
