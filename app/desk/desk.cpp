#include "desk/desk.hpp"

#include "model/error.hpp"
#include "model/files.hpp"
#include "model/path_text.hpp"

namespace coalesce {

namespace {

void carry_out(Desk& desk, const Intent& intent) {
    if (intent.kind == Intent::Kind::quit)
        desk.quit = true;
    else
        open_scene(desk, intent.scene);
}

}  // namespace

void request(Desk& desk, const Intent& intent) {
    if (desk.leaving.request(intent, modified(desk))) carry_out(desk, intent);
}

void save_and_leave(Desk& desk) {
    const std::string& origin = desk.edits.origin();
    if (!std::filesystem::path(origin).has_parent_path()) {
        desk.leaving.name_file();
        return desk.files.show(FileDialog::Purpose::save_scene, origin + ".json");
    }
    save_and_leave_as(desk, std::string(origin));
}

void save_and_leave_as(Desk& desk, const std::string& path) {
    if (!save_scene(desk, path)) return desk.leaving.not_saved();
    if (const auto intent = desk.leaving.saved()) carry_out(desk, *intent);
}

void discard_and_leave(Desk& desk) {
    if (const auto intent = desk.leaving.discard()) carry_out(desk, *intent);
}

void play(Desk& desk, bool playing) {
    desk.playing = playing;
    if (playing)
        desk.sent = desk.simulation->send(live::Play{});
    else
        desk.sent = desk.simulation->send(live::Pause{});
}

void step_once(Desk& desk) {
    // A pause takes back steps that were asked for: of two in one frame both count.
    if (desk.playing) play(desk, false);
    desk.sent = desk.simulation->send(live::Step{1});
}

void seek(Desk& desk, double time) {
    desk.playing = false;
    desk.sent = desk.simulation->send(live::Seek{time});
}

void set_pace(Desk& desk, Pace pace) {
    desk.pace = pace;
    desk.sent = desk.simulation->send(live::SetPace{pace});
}

void export_series(Desk& desk, const std::string& path) {
    try {
        write_file(path, to_csv(desk.history.rows));
        report(desk, false, "exported " + shown_path(path), path);
    } catch (const RunError& error) {
        report(desk, true, error.what());
    }
}

}  // namespace coalesce
