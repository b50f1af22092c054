#include "desk/lesson_walk.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/lesson_motion.hpp"
#include "desk/lesson_rules.hpp"
#include "desk/lesson_runs.hpp"
#include "record/clip_file.hpp"
#include "record/clip_lesson.hpp"
#include "view/lesson_texts.hpp"

namespace coalesce {
namespace {

using LessonMode = LessonState::Mode;

constexpr std::size_t longest_lesson_file = std::size_t{256} << 20;
constexpr double typing_seconds = 1;  // between two digits of one number

/// The last step up to `step` from which it can be reached: one that was seen, or one that opens its own run.
std::size_t start_towards(const LessonState& lesson, std::size_t step) {
    while (step > 0 && !lesson.visits[step] && !opens_run(lesson.lesson, step)) --step;
    return step;
}

/// Goes to another step: as it was left or, if it was not seen yet, by way of the steps before it.
void go_towards(Desk& desk, std::size_t step) {
    LessonState& lesson = *desk.lesson;
    lesson.going_to.reset();
    leave_step(desk);
    if (lesson.visits[step]) return restore_step(desk, step);
    std::size_t first = start_towards(lesson, step);
    if (lesson.visits[first]) {
        if (first != lesson.step) restore_step(desk, first);
        ++first;
    }
    if (first < step) lesson.going_to = step;
    if (!go_on_to(desk, first)) lesson.going_to.reset();
}

/// The last step up to `step` that opens a run: a lesson that nobody has walked is entered there.
std::size_t first_towards(const Lesson& lesson, std::size_t step) {
    while (step > 0 && !opens_run(lesson, step)) --step;
    return step;
}

/// Puts a lesson that is being made on the desk, at a step that opens a run.
/// @param going_to  step that is jumped to
/// @return          false if its scene is refused, which a message says
bool set_out_preview(Desk& desk, const Lesson& lesson, const std::string& origin, std::size_t first,
                     std::optional<std::size_t> going_to) {
    // The audience's turn within a preview ends: previews do not lie over one another.
    if (desk.lesson && desk.lesson->preview) leave_lesson(desk);
    try {
        auto opened = std::make_unique<LessonState>();
        opened->lesson = lesson;
        opened->origin = origin;
        opened->visits.resize(lesson.steps.size());
        opened->preview = true;
        opened->going_to = going_to;
        set_out(desk, std::move(opened), first);
    } catch (const std::runtime_error& error) {
        report(desk, true, error.what());
        return false;
    } catch (const std::bad_alloc&) {
        report(desk, true, shown_path(origin) + ": not enough memory for its tokens");
        return false;
    }
    begin_step(desk, first);
    return true;
}

/// Passes steps up to the one that the editor wants, and hands out a copy of its end.
void bring_into_picture(Desk& desk, const Frame& frame, double seconds) {
    LessonState& lesson = *desk.lesson;
    bring_step_on(desk, frame, seconds);
    const bool there = lesson.step == *lesson.shows;
    // A laboratory shows its settings at once.
    if (!lesson.complete && !(there && lesson.lab && !lesson.seeking)) return;
    if (there) {
        set_pace(desk, pace_in(lesson.lesson, lesson.step).value_or(lesson.usual_pace.at(lesson.run)));
        lesson.mode = LessonMode::presenting;
        return take_turn(desk);
    }
    leave_step(desk);
    if (!go_on_to(desk, lesson.step + 1)) leave_lesson(desk);
}

/// Goes to the moment of a clip, and pauses there.
void go_to_moment(Desk& desk, const LessonState::Moment& moment) {
    desk.lesson->moment = moment;
    if (moment.step == desk.lesson->step)
        head_for_moment(desk);
    else
        go_towards(desk, moment.step);
}

}  // namespace

bool names_lesson(const std::string& name_or_path) {
    if (is_shipped_lesson(name_or_path) || carries_lesson(name_or_path)) return true;
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(name_or_path, ignored)) return false;
    try {
        return is_lesson(read_text(name_or_path, longest_lesson_file));
    } catch (const InputError&) {
        return false;
    }
}

bool step_arrives(const Desk& desk) {
    return desk.lesson && desk.lesson->mode == LessonMode::arriving;
}

bool step_shown(const Desk& desk) {
    return on_your_turn(desk) && desk.lesson->shows;
}

bool presenting(const Desk& desk) {
    return desk.lesson && desk.lesson->mode == LessonMode::presenting;
}

bool on_your_turn(const Desk& desk) {
    return desk.lesson && desk.lesson->mode == LessonMode::yours;
}

bool lesson_moves(const Desk& desk) {
    if (step_arrives(desk)) return true;
    if (!presenting(desk)) return !desk.next_frame.empty();
    const LessonState& lesson = *desk.lesson;
    const bool by_clock = lesson.present().until && lesson.present().until->of == LessonUntil::Of::seconds;
    const double from = lesson.held() ? lesson.looked : std::min(lesson.seconds, lesson.looked);
    return lesson.going_to || lesson.seeking || from < easing_seconds(lesson.present()) ||
           (by_clock && !lesson.complete && !lesson.held()) || !desk.next_frame.empty();
}

void reveal_answer(Desk& desk) {
    LessonState& lesson = *desk.lesson;
    if (!lesson.held()) return;
    lesson.poll.advance();
    run_answer(desk);
    // With nothing to wait for, running shows no more than is there: the reason follows with the next key.
    if (!plays_in(lesson.lesson, lesson.step) && !lesson.present().until) lesson.poll.explain();
}

void next_step(Desk& desk) {
    if (!presenting(desk) || desk.lesson->going_to) return;
    LessonState& lesson = *desk.lesson;
    lesson.typed.reset();
    lesson.moment.reset();
    if (lesson.held()) return reveal_answer(desk);
    if (lesson.present().question && lesson.poll.stage() != LessonPoll::Stage::explained) return lesson.poll.explain();
    if (lesson.step + 1 >= lesson.lesson.steps.size()) return;
    leave_step(desk);
    go_on_to(desk, lesson.step + 1);
}

void previous_step(Desk& desk) {
    if (!presenting(desk) || desk.lesson->step == 0) return;
    go_to_step(desk, desk.lesson->step - 1);
}

void go_to_step(Desk& desk, std::size_t step) {
    if (!presenting(desk) || step >= desk.lesson->lesson.steps.size() || step == desk.lesson->step) return;
    desk.lesson->moment.reset();
    go_towards(desk, step);
}

void type_digit(Desk& desk, int digit) {
    LessonState& lesson = *desk.lesson;
    if (lesson.held()) return lesson.poll.type(digit);
    const std::size_t steps = lesson.lesson.steps.size();
    const bool goes_on = lesson.typed && lesson.clock - lesson.typed_at < typing_seconds;
    std::size_t number =
        goes_on ? 10 * *lesson.typed + static_cast<std::size_t>(digit) : static_cast<std::size_t>(digit);
    if (number > steps || number == 0) number = digit == 0 ? 10 : static_cast<std::size_t>(digit);
    lesson.typed = number;
    lesson.typed_at = lesson.clock;
    if (number <= steps) go_to_step(desk, number - 1);
}

bool open_lesson(Desk& desk, const std::string& name_or_path) {
    LessonState::Moment moment;
    try {
        auto opened = std::make_unique<LessonState>();
        ClipOrigin clip;
        if (carries_lesson(name_or_path)) clip = read_clip(name_or_path);
        opened->lesson = clip.lesson.empty() ? load_lesson(name_or_path) : lesson_of(clip, name_or_path);
        moment = {std::min(clip.step, opened->lesson.steps.size() - 1), clip.time, document_at_moment(clip).view};
        opened->origin =
            is_shipped_lesson(name_or_path) ? name_or_path : std::filesystem::absolute(name_or_path).string();
        opened->visits.resize(opened->lesson.steps.size());
        const std::vector<std::string> problems = text_problems(opened->lesson);
        set_out(desk, std::move(opened));
        // A formula's unknown commands are shown as they were typed.
        for (const std::string& problem : problems) report(desk, false, shown_path(name_or_path) + ": " + problem);
    } catch (const std::runtime_error& error) {
        report(desk, true, error.what());
        return false;
    } catch (const std::bad_alloc&) {
        report(desk, true, shown_path(name_or_path) + ": not enough memory to read it");
        return false;
    }
    begin_step(desk, 0);
    if (moment.step > 0 || moment.time > 0) go_to_moment(desk, moment);
    return true;
}

void preview_lesson(Desk& desk, const Lesson& lesson, const std::string& origin, std::size_t step) {
    const std::size_t first = first_towards(lesson, step);
    set_out_preview(desk, lesson, origin, first, first < step ? std::optional(step) : std::nullopt);
}

void show_step(Desk& desk, const Lesson& lesson, const std::string& origin, std::size_t step) {
    // The step itself passes like those before it: what is shown is its end.
    if (!set_out_preview(desk, lesson, origin, first_towards(lesson, step), step + 1)) return;
    desk.lesson->shows = step;
    desk.lesson->mode = LessonMode::arriving;
    desk.fullscreen = desk.lesson->before_fullscreen;
}

void take_turn(Desk& desk) {
    if (!presenting(desk)) return;
    LessonState& lesson = *desk.lesson;
    lesson.going_to.reset();
    lesson.moment.reset();
    lesson.fork_played = desk.run().playing || lesson.plays_after > 0;
    leave_step(desk);
    hand_out_copy(desk);
}

void leave_lesson(Desk& desk) {
    if (!desk.lesson || desk.lesson->mode == LessonMode::left) return;
    if (step_arrives(desk)) desk.lesson->mode = LessonMode::presenting;
    if (presenting(desk)) {
        desk.lesson->going_to.reset();
        desk.lesson->moment.reset();
        leave_step(desk);
    }
    bring_back_desk(desk);
    if (!desk.lesson->preview) return;
    std::unique_ptr<LessonState> former = std::move(desk.lesson->former);
    desk.lesson = std::move(former);
}

void back_to_lesson(Desk& desk) {
    if (!desk.lesson || presenting(desk)) return;
    LessonState& lesson = *desk.lesson;
    const bool goes_on = lesson.mode == LessonMode::yours && lesson.fork_played;
    set_lesson_on_desk(desk);
    restore_step(desk, lesson.step);
    if (goes_on) play(desk, true);
    lesson.begun_by = desk.run().sent;
}

void advance_lesson(Desk& desk, const Frame& frame, double seconds) {
    if (desk.lesson && !presenting(desk)) desk.lesson->ticked.reset();
    if (step_arrives(desk)) return bring_into_picture(desk, frame, seconds);
    if (!presenting(desk)) return;
    LessonState& lesson = *desk.lesson;
    // An idle window draws twice a second and counts less: the clock is the wall's.
    const auto now = std::chrono::steady_clock::now();
    if (lesson.ticked) lesson.clock += std::chrono::duration<double>(now - *lesson.ticked).count();
    lesson.ticked = now;
    bring_step_on(desk, frame, seconds);
    if (!lesson.going_to || !lesson.complete) return;
    leave_step(desk);
    if (*lesson.going_to == lesson.step + 1) lesson.going_to.reset();
    if (!go_on_to(desk, lesson.step + 1)) lesson.going_to.reset();
}

}  // namespace coalesce
