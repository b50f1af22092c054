#include "desk/lesson_motion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "desk/edits.hpp"
#include "desk/lesson_rules.hpp"
#include "desk/lesson_runs.hpp"

namespace coalesce {
namespace {

/// Seconds of a step after which the next one is prepared: its own first frames have the processors for themselves.
constexpr double undisturbed = 0.3;
/// The step's first frame, and the call that follows it.
constexpr int frames_before_play = 2;
constexpr Pace unlimited_pace{Pace::Kind::unlimited, 1};

/// The document of a step's beginning. Before a question is answered `set` waits.
SceneDocument eased_document(const LessonState& lesson) {
    SceneDocument document = document_at(lesson.lesson, lesson.step, lesson.seconds);
    document.view = document_at(lesson.lesson, lesson.step, lesson.looked).view;
    return document;
}

/// Moves keys of the current run's document to their values in `wanted`.
/// @param own  keys that differ on purpose; may be null
void move_keys(Desk& desk, const DocumentDiff& keys, const SceneDocument& wanted, const DocumentDiff* own) {
    OpenRun& run = desk.run();
    DocumentDiff diff;
    for (const DocumentDiff::Change& change : keys.changes())
        if (!own || !own->changes(change.parameter->key)) move_key(run, *change.parameter, wanted, diff);
    edit(desk, diff, "lesson");
}

/// Makes changes of `step` in all runs; a twin keeps what makes it one.
void move_runs(Desk& desk, std::size_t step, const SceneDocument& wanted, bool held) {
    const Lesson& lesson = desk.lesson->lesson;
    const DocumentDiff* const twin = twin_in(lesson, desk.lesson->step);
    for_each_run(desk, [&](std::size_t run) {
        const DocumentDiff* const own = run == 0 ? nullptr : twin;
        move_keys(desk, lesson.steps[step].view, wanted, own);
        if (!held) move_keys(desk, lesson.steps[step].set, wanted, own);
    });
}

/// Brings the changes of the step to where they are now.
void ease_step(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    const LessonStep& step = lesson.present();
    if (lesson.eased) return;
    if (!step.set.empty() || !step.view.empty()) {
        move_runs(desk, lesson.step, eased_document(lesson), lesson.held());
    }
    lesson.eased = !lesson.held() && std::min(lesson.seconds, lesson.looked) >= easing_seconds(step);
}

/// Makes the changes of the step before `step` that were still being eased when it was left.
void make_former_changes(Desk& desk, std::size_t step) {
    const LessonState& lesson = *desk.lesson;
    if (step == 0 || opens_run(lesson.lesson, step)) return;
    const auto& former = lesson.visits[step - 1];
    if (!former || former->eased) return;
    move_runs(desk, step - 1, document_after(lesson.lesson, step - 1), false);
}

Pace pace_of_step(const LessonState& lesson, std::size_t step) {
    return pace_in(lesson.lesson, step).value_or(lesson.usual_pace.at(lesson.run));
}

/// Sets pace and motion of the step, or holds the run still while its question is open.
void set_in_motion(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    const bool hurried = lesson.going_to.has_value();
    set_pace(desk, hurried ? unlimited_pace : pace_of_step(lesson, lesson.step));
    const bool plays = plays_in(lesson.lesson, lesson.step) && !lesson.held() && !lesson.complete;
    lesson.plays_after = 0;
    if (plays && !desk.run().playing && !hurried)
        lesson.plays_after = frames_before_play;
    else if (plays != desk.run().playing)
        play(desk, plays);
    lesson.begun_by = desk.run().sent;
}

/// Lets a run play that waited for the step's first frame. Call it once a frame.
void play_when_shown(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    if (lesson.plays_after > 0 && --lesson.plays_after == 0) play(desk, true);
}

/// Begins the step's changes and motion, once its run is where it starts.
void begin_motion(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    const LessonStep& step = lesson.present();
    lesson.seeking.reset();
    if (lesson.going_to) {
        lesson.seconds = lesson.looked = easing_seconds(step);
        if (step.question) lesson.poll.explain();
        if (step.until && step.until->of == LessonUntil::Of::seconds) {
            const double dt = desk.run().document.scene.time.dt;
            const double to = time_after(lesson.time, step.until->value, pace_of_step(lesson, lesson.step), dt);
            if (std::isfinite(to)) lesson.passes_at = to;
        }
        // Nobody can say when a step without a condition was over: it passes at once.
        const bool waits = step.until && step.until->of != LessonUntil::Of::seconds;
        lesson.complete = !plays_in(lesson.lesson, lesson.step) || (!lesson.passes_at && !waits);
    }
    ease_step(desk);
    set_in_motion(desk);
    if (lesson.moment && !lesson.going_to && lesson.step == lesson.moment->step) head_for_moment(desk);
}

/// Pauses at the moment of a clip.
void arrive(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    lesson.seeking.reset();
    OpenRun& run = desk.run();
    run.document = seen_as(std::move(run.document), lesson.moment->seen);
    run.view_shown = run.document.view;
    lesson.moment.reset();
    set_pace(desk, pace_of_step(lesson, lesson.step));
    lesson.begun_by = run.sent;
}

/// Waits for a time that is not known yet: its states are computed as fast as it goes.
/// @return  false if it is known, and shown already
bool await_time(Desk& desk, double time) {
    LessonState& lesson = *desk.lesson;
    lesson.seeking = time;
    const bool known = time <= desk.run().known_until;
    if (known) {
        seek(desk, time);
        lesson.time = time;
    } else {
        set_pace(desk, unlimited_pace);
        play(desk, true);
    }
    lesson.begun_by = desk.run().sent;
    return !known;
}

/// Ends the step: its condition holds, at the simulated time `at`.
void end_step(Desk& desk, double at) {
    LessonState& lesson = *desk.lesson;
    // A run that came to its own end meanwhile has paused beyond that time.
    if (desk.run().playing || lesson.time != at) seek(desk, at);
    lesson.plays_after = 0;
    lesson.time = at;
    lesson.complete = true;
    if (lesson.present().question) lesson.poll.explain();
    lesson.begun_by = desk.run().sent;
}

/// Waits for the time that the step begins at.
void go_to_begin(Desk& desk, const Frame& frame) {
    LessonState& lesson = *desk.lesson;
    const double wanted = *lesson.seeking;
    if (frame.time < wanted && !frame.ended && frame.failure.empty()) return;
    seek(desk, wanted);
    lesson.time = wanted;
    const bool arrives = lesson.moment && lesson.moment->under_way;
    arrives ? arrive(desk) : begin_motion(desk);
}

/// True once every run on the desk has computed a time, or goes no further: a twin may be some steps behind.
bool all_know(const Desk& desk, double time) {
    return std::all_of(desk.runs.begin(), desk.runs.end(), [&](const auto& run) {
        return run->known_until >= time || run->ended || (run->frame && !run->frame->failure.empty());
    });
}

/// Looks whether the step's condition holds.
void watch_condition(Desk& desk, const Frame& frame) {
    LessonState& lesson = *desk.lesson;
    const LessonStep& step = lesson.present();
    if (lesson.complete || lesson.held()) return;
    if (lesson.passes_at) {
        const double to = std::min(*lesson.passes_at, frame.time);
        if ((frame.time >= *lesson.passes_at || frame.ended) && all_know(desk, to)) end_step(desk, to);
        return;
    }
    if (!step.until) return;
    if (const auto met = until_met(*step.until, frame, lesson.seconds, desk.run().history.rows)) {
        const double to = std::max(met->time, lesson.begun_at);
        if (all_know(desk, to)) end_step(desk, to);
        return;
    }
    // A run that has ended, or failed, never meets it.
    if (lesson.going_to && (frame.ended || !frame.failure.empty())) end_step(desk, frame.time);
}

}  // namespace

void leave_step(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    // The slower of runs side by side says how far both are known.
    if (desk.runs.size() > 1)
        for (const auto& run : desk.runs) lesson.time = std::min(lesson.time, run->known_until);
    // Steps computed beyond the shown state are taken back, so that the next step begins at what is seen.
    if (desk.run().playing) seek(desk, lesson.time);
    std::vector<SceneDocument> documents;
    for (const auto& run : desk.runs) documents.push_back(run->document);
    lesson.visits[lesson.step] = LessonState::Visit{
        std::move(documents), lesson.time,     lesson.seconds, lesson.looked,
        lesson.eased,         lesson.complete, lesson.poll,    desk.lesson_lab ? desk.lesson_lab->playback().share : 0};
    lesson.seeking.reset();
    lesson.passes_at.reset();
    lesson.plays_after = 0;
}

void begin_step(Desk& desk, std::size_t step) {
    LessonState& lesson = *desk.lesson;
    make_former_changes(desk, step);
    lesson.step = step;
    lesson.seconds = lesson.looked = 0;
    lesson.eased = lesson.complete = false;
    lesson.begun_at = lesson.time;
    const LessonStep& at = lesson.present();
    lesson.poll = at.question ? LessonPoll(at.question->choices.size()) : LessonPoll();
    for_each_run(desk, [&](std::size_t) { desk.run().edits.end_gesture(); });
    open_lab_of(desk);
    if (at.seek) lesson.begun_at = *at.seek;
    if (!at.seek || !await_time(desk, *at.seek)) begin_motion(desk);
}

void head_for_moment(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    if (lab_in(lesson.lesson, lesson.step)) return lesson.moment.reset();
    lesson.moment->under_way = true;
    const double time = lesson.moment->time;
    if (lesson.present().question && time > lesson.begun_at) lesson.poll.explain();
    lesson.looked = easing_seconds(lesson.present());
    if (!lesson.held()) lesson.seconds = lesson.looked;
    open_lab_of(desk);
    ease_step(desk);
    if (!await_time(desk, time)) arrive(desk);
}

bool go_on_to(Desk& desk, std::size_t step) {
    LessonState& lesson = *desk.lesson;
    if (!show_run_for(desk, step)) return false;
    // Earlier visits of this step, and of those that go on from it, do not belong to this walk any more.
    for (std::size_t k = step; k < lesson.visits.size() && (k == step || !opens_run(lesson.lesson, k)); ++k) {
        lesson.visits[k].reset();
        lesson.parked.erase(k);
    }
    begin_step(desk, step);
    return true;
}

void restore_step(Desk& desk, std::size_t step) {
    LessonState& lesson = *desk.lesson;
    const LessonState::Visit& visit = *lesson.visits[step];
    show_run_of(desk, step);
    lesson.step = step;
    lesson.seconds = visit.seconds;
    lesson.looked = visit.looked;
    lesson.eased = visit.eased;
    lesson.complete = visit.complete;
    lesson.poll = visit.poll;
    lesson.time = lesson.begun_at = visit.time;
    lesson.seeking.reset();
    seek(desk, visit.time);
    for_each_run(desk, [&](std::size_t run) {
        desk.run().edits.end_gesture();
        if (run < visit.documents.size()) become(desk, visit.documents[run]);
    });
    set_pace(desk, pace_of_step(lesson, step));
    lesson.begun_by = desk.run().sent;
    open_lab_of(desk);
    if (desk.lesson_lab) desk.lesson_lab->go_to(visit.lab_share);
}

void run_answer(Desk& desk) {
    desk.lesson->seconds = 0;
    open_lab_of(desk);
    ease_step(desk);
    set_in_motion(desk);
}

void bring_step_on(Desk& desk, const Frame& frame, double seconds) {
    LessonState& lesson = *desk.lesson;
    // Frames from before the step began show another state, or another run.
    if (frame.sequence == 0 || frame.commands < lesson.begun_by) return;
    lesson.time = frame.time;
    if (lesson.seeking) return go_to_begin(desk, frame);
    lesson.looked += seconds;
    if (!lesson.held()) lesson.seconds += seconds;
    play_when_shown(desk);
    if (!lesson.going_to && lesson.looked >= undisturbed) look_ahead(desk);
    ease_step(desk);
    watch_condition(desk, frame);
}

}  // namespace coalesce
