#include "desk/desk.hpp"

#include <algorithm>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/observe/phase_clock.hpp"
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

namespace {

void send_to_all(Desk& desk, const Command& command) {
    for (const auto& run : desk.runs) run->sent = run->simulation->send(command);
}

}  // namespace

void play(Desk& desk, bool playing) {
    for (const auto& run : desk.runs) {
        run->playing = playing;
        run->reach.reset();
    }
    send_to_all(desk, playing ? Command(live::Play{}) : Command(live::Pause{}));
}

void step_once(Desk& desk) {
    // Sent only while playing: a pause discards requested steps, and two steps may be requested in one frame.
    if (desk.run().playing) play(desk, false);
    send_to_all(desk, live::Step{1});
}

void seek(Desk& desk, double time) {
    const OpenRun& leads = desk.run();
    const bool by_phase = desk.twin_clock == TwinClock::phase && leads.frame;
    // Runs side by side look at a time that all know.
    if (!by_phase && desk.runs.size() > 1)
        for (const auto& run : desk.runs) time = std::min(time, run->known_until);
    for (const auto& run : desk.runs) {
        double own = time;
        if (by_phase && run->frame && run.get() != &leads)
            own = time_at_equal_phase(leads.frame->phases, run->frame->phases, time, leads.known_until,
                                      run->known_until, leads.log_time);
        run->playing = false;
        run->reach.reset();
        run->sent = run->simulation->send(live::Seek{own});
    }
}

void set_pace(Desk& desk, Pace pace) {
    for (const auto& run : desk.runs) run->pace = pace;
    send_to_all(desk, live::SetPace{pace});
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
