#include "desk/desk.hpp"

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/clips.hpp"

namespace coalesce {

void report(Desk& desk, bool error, const std::string& text, const std::string& file) {
    const auto now = std::chrono::steady_clock::now();
    if (!desk.messages.empty() && desk.messages.back().text == text) {
        desk.messages.back().since = now;
        return;
    }
    desk.messages.push_back(
        {.error = error, .text = text, .file = file, .identity = ++desk.messages_so_far, .since = now});
}

void play(Desk& desk, bool playing) {
    desk.run().playing = playing;
    desk.run().reach.reset();
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
    desk.run().reach.reset();
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
