#include "desk/lesson_runs.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <new>
#include <thread>
#include <utility>

#include "coalesce/model/error.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_rules.hpp"
#include "desk/messages.hpp"
#include "desk/twins.hpp"

namespace coalesce {
namespace {

/// Bytes of saved states of each of a lesson's runs, of which there is one a scene.
constexpr std::size_t lesson_keyframe_budget = std::size_t{128} << 20;

std::unique_ptr<LiveSimulation> make_simulation(const Scene& scene) {
    return std::make_unique<LiveSimulation>(scene, lesson_keyframe_budget);
}

/// The document with which a step's run begins.
SceneDocument opening_document(const Lesson& lesson, std::size_t step) {
    return document_at(lesson, step, 0);
}

/// The name under which the run of a step is known to the user.
std::string lesson_origin(const LessonState& lesson, std::size_t step) {
    const LessonStep& at = lesson.lesson.steps[step];
    return at.scene_name ? *at.scene_name : lesson.origin + ", step " + std::to_string(step + 1);
}

/// Puts a run on the desk, paused.
/// @return  the former ones
RunSet put_on_desk(Desk& desk, SceneDocument document, const std::string& origin,
                   std::unique_ptr<LiveSimulation> simulation) {
    RunSet fresh;
    fresh.runs.push_back(std::make_unique<OpenRun>());
    fresh.runs.front()->playing = false;
    RunSet former = exchange_runs(desk, std::move(fresh));
    start(desk, std::move(document), origin, std::move(simulation));
    return former;
}

/// Puts another run beside those on the desk, paused.
void put_beside(Desk& desk, SceneDocument document, const std::string& origin,
                std::unique_ptr<LiveSimulation> simulation) {
    auto run = std::make_unique<OpenRun>();
    run->playing = false;
    run->pace = desk.run().pace;
    run->log_time = desk.run().log_time;
    run->view_shown = desk.run().view_shown;
    const std::size_t current = std::exchange(desk.current, desk.runs.size());
    desk.runs.push_back(std::move(run));
    begin_run(desk, std::move(document), origin, std::move(simulation));
    desk.current = current;
}

/// Puts a second run beside the first one, which differs from it.
void put_twin_beside(Desk& desk, const DocumentDiff& difference, const std::string& origin) {
    SceneDocument document = desk.run().document;
    for (const DocumentDiff::Change& change : difference.changes()) change.parameter->set(document, change.after);
    // The tokens of another law or seed begin at time 0; else both runs go on from one state.
    const bool draws = difference.effect() == Effect::new_cloud;
    auto simulation = draws ? make_simulation(document.scene) : desk.run().simulation->fork();
    put_beside(desk, std::move(document), origin, std::move(simulation));
    OpenRun& twin = *desk.runs.back();
    if (!draws) twin.sent = twin.simulation->send(live::Edit{twin.document.scene});
}

/// Puts copies of the runs on the desk, paused at the same state.
/// @param twins  copy the other runs as well as the first
/// @return       the former ones
RunSet put_copies_on_desk(Desk& desk, bool twins) {
    std::vector<std::unique_ptr<LiveSimulation>> forks;
    const std::size_t count = twins ? desk.runs.size() : 1;
    for (std::size_t k = 0; k < count; ++k) forks.push_back(desk.runs[k]->simulation->fork());
    const OpenRun& first = *desk.runs.front();
    RunSet former = put_on_desk(desk, first.document, std::string(first.edits.origin()), std::move(forks[0]));
    OpenRun& copy = desk.run();
    copy.log_time = first.log_time;
    copy.view_shown = first.view_shown;
    copy.turn = first.turn;
    copy.zoom = first.zoom;
    copy.known_until = first.known_until;
    for (std::size_t k = 1; k < count; ++k) {
        put_beside(desk, former.runs[k]->document, std::string(former.runs[k]->edits.origin()), std::move(forks[k]));
        desk.runs[k]->known_until = former.runs[k]->known_until;
    }
    if (count > 1) share_clock(desk);
    set_pace(desk, first.pace);
    return former;
}

/// Waits for the first frame of a run that was just put on the desk, so that the window is not empty for a moment. It
/// takes some milliseconds; that of a large cloud comes later.
void await_frame(Desk& desk) {
    constexpr auto patience = std::chrono::milliseconds(60);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (desk.run().simulation->latest().sequence == 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

bool is_drawn(const std::future<std::unique_ptr<LiveSimulation>>& simulation) {
    return simulation.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

/// Returns the simulation of a step that opens a run: the one drawn ahead, or a new one.
std::unique_ptr<LiveSimulation> simulation_of(LessonState& lesson, std::size_t step) {
    if (lesson.ahead && lesson.ahead->step == step) {
        auto simulation = std::move(lesson.ahead->simulation);
        lesson.ahead.reset();
        return simulation.get();
    }
    return make_simulation(opening_document(lesson.lesson, step).scene);
}

/// Gives the step's laboratory to the audience, in place of the user's own, or takes it back.
void lend_lab(Desk& desk, bool lent) {
    LabWorkspace* lab = desk.lesson->lab ? find_lab(desk, desk.lesson->lab->name) : nullptr;
    if (!lab) return;
    if (lent) {
        lab->aside = std::exchange(lab->panel, std::move(desk.lesson_lab));
        desk.played_before_lab = false;
    } else {
        lab->panel = std::move(lab->aside);
    }
    lab->open = lent;
}

/// Closes the laboratory that is open on the desk. @return  its name; empty: none was
std::string close_open_lab(Desk& desk) {
    LabWorkspace* lab = open_lab(desk);
    if (!lab) return {};
    lab->panel->play(false);
    lab->open = false;
    return std::string(lab->name);
}

void pause_desk(Desk& desk, LessonState& lesson) {
    put_messages_aside(desk);
    lesson.before_played = desk.run().playing;
    lesson.before_fullscreen = desk.fullscreen;
    if (desk.run().playing) play(desk, false);
    lesson.before_lab = close_open_lab(desk);
    lesson.run_before_lab_played = std::exchange(desk.played_before_lab, false);
    desk.fullscreen = true;
}

/// Holds for keys of the camera and the turntable, whose changes are no edits.
bool is_camera(std::string_view key) {
    constexpr std::array keys{"view.yaw", "view.pitch", "view.distance", "view.pan", "view.turntable"};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

void move_key(OpenRun& run, const Parameter& parameter, const SceneDocument& wanted, DocumentDiff& diff) {
    if (parameter.effect == Effect::new_cloud || parameter.key == "view.theme") return;
    const ParameterValue value = parameter.get(wanted);
    if (value == parameter.get(run.document)) return;
    if (is_camera(parameter.key))
        parameter.set(run.document, value);
    else
        diff.set(run.document, parameter.key, value);
}

void set_out(Desk& desk, std::unique_ptr<LessonState> lesson, std::size_t step) {
    SceneDocument document = opening_document(lesson->lesson, step);
    auto simulation = make_simulation(document.scene);
    // A preview puts aside what is there, a lesson's pause among it.
    if (desk.lesson && desk.lesson->mode != LessonState::Mode::left && !lesson->preview) bring_back_desk(desk);
    // Hidden until the mouse moves: the buttons of the presenter.
    desk.mouse_still = 1e9;
    pause_desk(desk, *lesson);
    lesson->before = put_on_desk(desk, std::move(document), lesson_origin(*lesson, step), std::move(simulation));
    lesson->run = step;
    lesson->usual_pace[step] = desk.run().pace;
    if (lesson->preview) lesson->former = std::move(desk.lesson);
    desk.lesson = std::move(lesson);
    const DocumentDiff* const twin = twin_in(desk.lesson->lesson, step);
    if (!twin) return;
    put_twin_beside(desk, *twin, lesson_origin(*desk.lesson, step) + ", twin");
    share_clock(desk);
}

bool show_run_for(Desk& desk, std::size_t step) {
    LessonState& lesson = *desk.lesson;
    const bool opens = opens_run(lesson.lesson, step);
    if (!opens && !parts_run(lesson.lesson, step)) return true;
    const LessonStep& at = lesson.lesson.steps[step];
    const bool begins = at.twin_change == TwinChange::begin;
    try {
        if (opens) {
            auto simulation = simulation_of(lesson, step);
            lesson.parked[lesson.run] = put_on_desk(desk, opening_document(lesson.lesson, step),
                                                    lesson_origin(lesson, step), std::move(simulation));
            lesson.usual_pace[step] = desk.run().pace;
            lesson.time = 0;
        } else {
            lesson.usual_pace[step] = lesson.usual_pace.at(lesson.run);
            lesson.parked[lesson.run] = put_copies_on_desk(desk, twin_in(lesson.lesson, step) && !begins);
        }
        lesson.run = step;
        if (begins) {
            put_twin_beside(desk, at.twin, lesson_origin(lesson, step) + ", twin");
            share_clock(desk);
        }
    } catch (const std::runtime_error& error) {
        report(desk, true, error.what());
        return false;
    } catch (const std::bad_alloc&) {
        report(desk, true, "step " + std::to_string(step + 1) + ": not enough memory for its tokens");
        return false;
    }
    await_frame(desk);
    return true;
}

void show_run_of(Desk& desk, std::size_t step) {
    LessonState& lesson = *desk.lesson;
    const std::size_t run = run_in(lesson.lesson, step);
    if (run == lesson.run) return;
    const auto wanted = lesson.parked.find(run);
    RunSet runs = std::move(wanted->second);
    lesson.parked.erase(wanted);
    lesson.parked[lesson.run] = exchange_runs(desk, std::move(runs));
    lesson.run = run;
}

void look_ahead(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    std::erase_if(lesson.unwanted, [](const LessonState::Ahead& ahead) { return is_drawn(ahead.simulation); });
    const std::size_t next = lesson.step + 1;
    if (lesson.ahead && lesson.ahead->step == next) return;
    if (lesson.ahead) lesson.unwanted.push_back(std::move(*lesson.ahead));
    lesson.ahead.reset();
    if (next >= lesson.lesson.steps.size() || !opens_run(lesson.lesson, next)) return;
    lesson.ahead = LessonState::Ahead{
        next, std::async(std::launch::async, make_simulation, opening_document(lesson.lesson, next).scene)};
}

void become(Desk& desk, const SceneDocument& document) {
    OpenRun& run = desk.run();
    DocumentDiff diff;
    for (const Parameter& parameter : parameters()) move_key(run, parameter, document, diff);
    edit(desk, diff, "lesson");
    run.view_shown = run.document.view;
}

void hand_out_copy(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    try {
        lesson.parked[lesson.run] = put_copies_on_desk(desk, true);
    } catch (const std::runtime_error& error) {
        return report(desk, true, error.what());
    }
    if (lesson.fork_played) play(desk, true);
    lesson.mode = LessonState::Mode::yours;
    lend_lab(desk, true);
    await_frame(desk);
}

void bring_back_desk(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    RunSet former = exchange_runs(desk, std::exchange(lesson.before, {}));
    if (lesson.mode == LessonState::Mode::presenting)
        lesson.parked[lesson.run] = std::move(former);
    else
        lend_lab(desk, false);
    close_open_lab(desk);
    lesson.lab.reset();
    desk.lesson_lab.reset();
    lesson.mode = LessonState::Mode::left;
    if (LabWorkspace* lab = find_lab(desk, lesson.before_lab); lab && lab->panel) lab->open = true;
    desk.played_before_lab = lesson.run_before_lab_played;
    lesson.black = false;
    desk.fullscreen = lesson.before_fullscreen;
    if (lesson.before_played) play(desk, true);
}

void set_lesson_on_desk(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    const auto parked = lesson.parked.find(lesson.run);
    RunSet runs = std::move(parked->second);
    lesson.parked.erase(parked);
    if (lesson.mode == LessonState::Mode::left) {
        pause_desk(desk, lesson);
        lesson.before = exchange_runs(desk, std::move(runs));
    } else {
        lend_lab(desk, false);
        close_open_lab(desk);
        lesson.lab.reset();
        exchange_runs(desk, std::move(runs));  // the copy ends
    }
    lesson.mode = LessonState::Mode::presenting;
}

void open_lab_of(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    // The laboratory that answers a question opens with the answer.
    const bool waits = lesson.held() && lesson.step > 0 && lesson.present().lab;
    const std::size_t shown = waits ? lesson.step - 1 : lesson.step;
    const LessonLab* const wanted = lab_in(lesson.lesson, shown);
    const bool same = wanted && lesson.lab == *wanted && desk.lesson_lab;
    if (!same) {
        lesson.lab.reset();
        desk.lesson_lab.reset();
    }
    const LabWorkspace* lab = wanted ? find_lab(desk, wanted->name) : nullptr;
    if (!lab) return;
    try {
        if (!same) desk.lesson_lab = lab->make(desk.wake);
        // Parameters that were changed by hand are the lesson's again.
        desk.lesson_lab->take_settings(wanted->set);
        const LessonUntil* until = lesson.present().until ? &*lesson.present().until : nullptr;
        if (until && until->of == LessonUntil::Of::seconds) desk.lesson_lab->playback().seconds = until->value;
        const auto course = desk.lesson_lab->course();
        desk.lesson_lab->play(course && !course->parameter && lab_plays_at(lesson.lesson, shown));
    } catch (const InputError& error) {
        report(desk, true, error.what());
    }
    lesson.lab = *wanted;
}

}  // namespace coalesce
