#include "desk/twins.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <utility>

#include "coalesce/document/twins.hpp"
#include "coalesce/flow/within_step.hpp"
#include "view/twin_view.hpp"

namespace coalesce {
namespace {

using Clock = std::chrono::steady_clock;

/// Makes another run the current one for the length of a scope.
class AsCurrent {
  public:
    AsCurrent(Desk& desk, std::size_t run)
        : desk_(desk), before_(std::exchange(desk.current, run)), title_(desk.title) {}
    ~AsCurrent() {
        desk_.current = before_;
        desk_.title = title_;
    }
    AsCurrent(const AsCurrent&) = delete;
    AsCurrent& operator=(const AsCurrent&) = delete;

  private:
    Desk& desk_;
    std::size_t before_;
    std::string title_;
};

/// Name of a twin's scene, which is in no file: saving it asks for a name.
std::string twin_origin(const std::string& origin) {
    const std::filesystem::path path(origin);
    return (path.has_parent_path() ? path.stem() : path).string() + "-twin";
}

void add_twin(Desk& desk) {
    if (busy(desk)) return;
    if (desk.runs.size() > most_twins) return report(desk, true, "a run has three twins at most: close one first");
    reset(desk);
    play(desk, false);
    const OpenRun& model = desk.run();
    auto twin = std::make_unique<OpenRun>();
    twin->pace = model.pace;
    twin->log_time = model.log_time;
    twin->view_shown = model.view_shown;
    twin->playing = false;
    const std::string origin = twin_origin(desk.runs.front()->edits.origin());
    const std::size_t before = desk.current;
    SceneDocument document = model.document;
    desk.runs.push_back(std::move(twin));
    desk.current = desk.runs.size() - 1;
    try {
        begin_run(desk, std::move(document), origin);
    } catch (const std::exception& error) {
        desk.runs.pop_back();
        desk.current = before;
        return report(desk, true, error.what());
    }
    set_pace(desk, desk.run().pace);
    share_clock(desk);
}

/// Opens the runs that a clip shows beside the first one, on the way to their moment.
void open_beside(Desk& desk) {
    TwinsToOpen beside = std::exchange(desk.beside, {});
    if (beside.twins.empty()) return;
    desk.twin_clock = beside.clock;
    for (TwinToOpen& wanted : beside.twins) {
        const OpenRun& first = *desk.runs.front();
        auto twin = std::make_unique<OpenRun>();
        twin->pace = first.pace;
        twin->log_time = first.log_time;
        twin->view_shown = first.view_shown;
        twin->playing = true;
        twin->reach = OpenRun::Reach{wanted.way.time};
        wanted.document.view = first.document.view;
        const std::string origin = twin_origin(first.edits.origin());
        desk.runs.push_back(std::move(twin));
        const AsCurrent run(desk, desk.runs.size() - 1);
        try {
            begin_run(desk, std::move(wanted.document), origin, std::make_unique<LiveSimulation>(wanted.start));
        } catch (const std::exception& error) {
            desk.runs.pop_back();
            report(desk, true, error.what());
            continue;
        }
        OpenRun& opened = desk.run();
        opened.sent = opened.simulation->send(live::SetPace{opened.pace});
        opened.sent = opened.simulation->send(std::move(wanted.way));
    }
    desk.clock_due = true;
}

/// Gives the runs of a clip their clock once none is on its way: it would stop one that has arrived.
void share_clock_when_due(Desk& desk) {
    const auto arrived = [](const auto& run) { return !run->reach; };
    if (!desk.clock_due || !std::all_of(desk.runs.begin(), desk.runs.end(), arrived)) return;
    desk.clock_due = false;
    if (desk.runs.size() > 1) share_clock(desk);
}

void close_run(Desk& desk, std::size_t run) {
    if (run == 0 || run >= desk.runs.size()) return;
    if (desk.current == run) choose_run(desk, run - 1);
    if (desk.current > run) --desk.current;
    desk.runs.erase(desk.runs.begin() + static_cast<std::ptrdiff_t>(run));
    share_clock(desk);
}

/// The settings of the current run that all runs share and another one lacks. The camera is copied, since it is no
/// edit.
DocumentDiff lacking(const OpenRun& current, const OpenRun& other) {
    DocumentDiff diff;
    for (const Parameter& parameter : parameters()) {
        if (!shared_by_twins(parameter)) continue;
        ParameterValue value = parameter.get(current.document);
        if (value != parameter.get(other.document)) diff.set(other.document, parameter.key, std::move(value));
    }
    return diff;
}

void share_settings(Desk& desk) {
    const OpenRun& current = desk.run();
    for (std::size_t k = 0; k < desk.runs.size(); ++k) {
        OpenRun& other = *desk.runs[k];
        if (k == desk.current) continue;
        other.document.view = with_camera(other.document.view, current.document.view);
        other.view_shown = with_camera(other.document.view, current.view_shown);
        other.turn = current.turn;
        other.log_time = current.log_time;
        other.zoom = current.zoom;
        const DocumentDiff diff = lacking(current, other);
        if (diff.empty() || busy(desk) || busy(other)) continue;
        const AsCurrent run(desk, k);
        edit(desk, diff, std::string(diff.changes().front().parameter->key));
    }
}

/// Copies of a frame what comparing needs: time and every so many-th token.
Frame sample(const Frame& frame) {
    // A few ms for all slices; the distance of 2·10^4 tokens of two equal laws is below 1e-2.
    constexpr std::size_t most = 20'000;
    const std::size_t stride = std::max<std::size_t>(1, (frame.size() + most - 1) / most);
    Frame part;
    part.dimension = frame.dimension;
    part.time = frame.time;
    part.sequence = frame.sequence;
    part.generation = frame.generation;
    for (std::size_t i = 0; 3 * i < frame.positions.size(); i += stride) {
        part.positions.insert(part.positions.end(),
                              {frame.positions[3 * i], frame.positions[3 * i + 1], frame.positions[3 * i + 2]});
        if (i < frame.mass.size()) part.mass.push_back(frame.mass[i]);
    }
    return part;
}

/// The tokens of a run at a time, which is that of its last frame or between the last two, along the chord; without
/// tokens if it is neither.
Frame at_time(const Frame& before, const Frame& last, double time) {
    if (last.time == time) return last;
    Frame between;
    const bool holds = before.generation == last.generation && before.time <= time && time < last.time &&
                       before.positions.size() == last.positions.size();
    if (!holds) return between;
    between = last;
    between.time = time;
    const double share = (time - before.time) / (last.time - before.time);
    go_between(before.positions, last.positions, static_cast<float>(share), between.positions);
    return between;
}

/// Adds a row of distances at the latest time that all runs have reached; on the clock of phases, of the present
/// clouds.
void compare(Desk& desk) {
    TwinCurves& curves = desk.twins;
    const std::size_t count = desk.runs.size();
    std::vector<std::uint64_t> generations;
    const bool by_time = desk.twin_clock == TwinClock::time;
    double known = desk.runs.front()->frame->known_until;
    for (const auto& run : desk.runs) {
        generations.push_back(run->frame->generation);
        if (by_time) known = std::min(known, run->frame->known_until);
    }
    if (generations != curves.generations) {
        curves.distances.clear();
        curves.generations = generations;
        curves.before.assign(count, {});
        curves.last.assign(count, {});
    }
    curves.distances.forget_after(known);
    for (std::size_t k = 0; k < count; ++k)
        if (const Frame& frame = *desk.runs[k]->frame; frame.sequence != curves.last[k].sequence)
            curves.before[k] = std::exchange(curves.last[k], sample(frame));
    const auto now = Clock::now();
    double time = curves.last.front().time;
    if (by_time)
        for (const Frame& frame : curves.last) time = std::min(time, frame.time);
    if (now < curves.due || curves.distances.has(time)) return;
    std::vector<Frame> frames;
    for (std::size_t k = 0; k < count; ++k)
        frames.push_back(by_time ? at_time(curves.before[k], curves.last[k], time) : curves.last[k]);
    std::vector<const Frame*> pointers;
    for (const Frame& frame : frames) pointers.push_back(&frame);
    curves.distances.add(pointers);
    // Comparing takes a twentieth of the window's time at most.
    const auto end = Clock::now();
    curves.due = end + std::max<Clock::duration>(std::chrono::milliseconds(100), 20 * (end - now));
}

void name_runs(Desk& desk) {
    // Words change with edits alone; a law of many points takes long to compare.
    const auto now = Clock::now();
    if (desk.twins.words.size() == desk.runs.size() && now < desk.twins.words_due) return;
    std::vector<const SceneDocument*> documents;
    for (const auto& run : desk.runs) documents.push_back(&run->document);
    desk.twins.words = twin_words(documents);
    for (std::string& words : desk.twins.words)
        if (words.empty()) words = "no difference yet";
    desk.twins.words_due = now + std::chrono::milliseconds(100);
}

}  // namespace

void share_clock(Desk& desk) {
    const auto clock = desk.runs.size() > 1 ? std::make_shared<CommonClock>(desk.twin_clock) : nullptr;
    for (std::size_t k = 0; k < desk.runs.size(); ++k)
        desk.runs[k]->sent = desk.runs[k]->simulation->send(live::KeepTime{clock, k});
    desk.twins = {};
}

void ask_for_twin(Desk& desk) {
    desk.run_requests.twin = true;
}

void ask_to_close(Desk& desk, std::size_t run) {
    desk.run_requests.close = run;
}

void ask_to_choose(Desk& desk, std::size_t run) {
    desk.run_requests.choose = run;
}

void ask_for_clock(Desk& desk, TwinClock clock) {
    desk.run_requests.clock = clock;
}

void change_runs(Desk& desk) {
    const RunRequests asked = std::exchange(desk.run_requests, {});
    if (std::exchange(desk.one_run_left, false))
        while (desk.runs.size() > 1) close_run(desk, desk.runs.size() - 1);
    share_clock_when_due(desk);
    open_beside(desk);
    if (asked.choose && *asked.choose < desk.runs.size()) choose_run(desk, *asked.choose);
    if (asked.close) close_run(desk, *asked.close);
    if (asked.clock) {
        desk.twin_clock = *asked.clock;
        share_clock(desk);
    }
    if (asked.twin) add_twin(desk);
}

void follow_twins(Desk& desk, bool newest) {
    if (desk.runs.size() < 2) return;
    for (std::size_t k = 0; k < desk.runs.size(); ++k) {
        OpenRun& run = *desk.runs[k];
        if (k == desk.current) continue;
        if (newest || !run.frame) run.frame = &run.simulation->latest();
        const AsCurrent current(desk, k);
        synchronise(desk, *run.frame);
        run.simulation->update(run.history);
    }
    share_settings(desk);
    compare(desk);
    name_runs(desk);
}

std::vector<std::string> twin_assignments(const Desk& desk) {
    std::vector<std::string> twins;
    const SceneDocument& first = desk.runs.front()->document;
    for (std::size_t k = 1; k < desk.runs.size(); ++k) {
        const SceneDocument& twin = desk.runs[k]->document;
        if (twin.scene.dimension != first.scene.dimension) continue;  // being drawn anew
        if (std::string all = twin_assignments(first, twin); !all.empty()) twins.push_back(std::move(all));
    }
    return twins;
}

std::vector<std::string> twin_options(const Desk& desk) {
    std::vector<std::string> options;
    for (const std::string& twin : twin_assignments(desk)) options.insert(options.end(), {"--twin", twin});
    if (!options.empty() && desk.twin_clock == TwinClock::phase)
        options.insert(options.end(), {"--twin-clock", "phase"});
    return options;
}

}  // namespace coalesce
