// Keys of a presented lesson.
#include "desk/lesson_screen.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/messages.hpp"

namespace coalesce {
namespace {

using LessonKind = LessonAction::Kind;

/// Off, spotlight, magnifier.
LessonState::Lens next_lens(LessonState::Lens lens) {
    using Lens = LessonState::Lens;
    return lens == Lens::none ? Lens::spotlight : lens == Lens::spotlight ? Lens::magnifier : Lens::none;
}

/// Plays or pauses the run, or the laboratory in its place.
void toggle_play(Desk& desk) {
    if (desk.lesson_lab) return desk.lesson_lab->toggle_play();
    // An open question is answered by running.
    desk.lesson->held() ? reveal_answer(desk) : play(desk, !desk.run().playing);
}

void choose_answer(Desk& desk, int by) {
    if (desk.lesson->held()) desk.lesson->poll.select_next(by);
}

/// Enter ends the number of a choice; elsewhere it goes on.
void accept_choice(Desk& desk) {
    desk.lesson->held() ? choose_answer(desk, 1) : next_step(desk);
}

void perform_in_lesson(Desk& desk, const LessonAction& action) {
    LessonState& lesson = *desk.lesson;
    switch (action.kind) {
        case LessonKind::next:
            return next_step(desk);
        case LessonKind::back:
            return previous_step(desk);
        case LessonKind::first:
            return go_to_step(desk, 0);
        case LessonKind::digit:
            return type_digit(desk, action.number);
        case LessonKind::choose_next:
            return choose_answer(desk, 1);
        case LessonKind::choose_previous:
            return choose_answer(desk, -1);
        case LessonKind::accept:
            return accept_choice(desk);
        case LessonKind::erase:
            return lesson.poll.erase();
        case LessonKind::black:
            lesson.black = !lesson.black;
            return;
        case LessonKind::notes:
            lesson.notes = !lesson.notes;
            return;
        case LessonKind::lens:
            lesson.lens = next_lens(lesson.lens);
            return;
        case LessonKind::play:
            return toggle_play(desk);
        case LessonKind::your_turn:
            return take_turn(desk);
        case LessonKind::theme:
            return toggle_theme(desk);
        case LessonKind::fullscreen:
            desk.fullscreen = !desk.fullscreen;
            return;
        case LessonKind::screenshot:
            return request_screenshot(desk);
        case LessonKind::help:
            desk.open.help = !desk.open.help;
            return;
        case LessonKind::quit:
            return request(desk, {Intent::Kind::quit, {}});
        case LessonKind::leave:
            break;
    }
    // Escape closes what lies over the lesson first.
    if (desk.open.help)
        desk.open.help = false;
    else if (messages_fade(desk))
        desk.messages.clear();
    else
        leave_lesson(desk);
}

}  // namespace

void perform_lesson_key(Desk& desk, const KeyEvent& event) {
    const auto action = lesson_action_of(event);
    // A laboratory's fields take what is typed.
    if (!action || (ImGui::GetIO().WantTextInput && action->kind != LessonKind::leave)) return;
    ++desk.actions;
    desk.next_frame.emplace_back([action = *action](Desk& later) {
        if (presenting(later)) perform_in_lesson(later, action);
    });
}

}  // namespace coalesce
