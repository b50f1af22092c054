#include "desk/shortcuts.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace coalesce;

namespace {

KeyEvent key(ImGuiKey name, bool ctrl = false, bool shift = false) {
    return {.key = name, .ctrl = ctrl, .shift = shift};
}
KeyEvent character(unsigned c) {
    return {.character = c};
}

std::vector<std::optional<Action>> frame(KeyQueue& queue) {
    queue.begin_frame();
    std::vector<std::optional<Action>> actions;
    while (const auto event = queue.take()) actions.push_back(action_of(*event));
    return actions;
}

using Actions = std::vector<std::optional<Action>>;

}  // namespace

TEST_CASE("a chord means what was held with its key, also when everything falls into one frame") {
    KeyQueue queue;
    // Ctrl and R are pressed together and both released before the frame looks.
    queue.add(key(ImGuiKey_LeftCtrl, true));
    queue.add(key(ImGuiKey_R, true));
    queue.add(key(ImGuiKey_R));
    queue.add(key(ImGuiKey_Y, true));
    queue.add(key(ImGuiKey_Z, true));
    queue.add(key(ImGuiKey_Z, true, true));
    CHECK(frame(queue) == Actions{{}, Action::record, Action::reset, Action::redo, Action::undo, Action::redo});
    CHECK(frame(queue).empty());
}

TEST_CASE("keys have one meaning a set of modifiers, and none with Alt") {
    CHECK(action_of(key(ImGuiKey_S)) == Action::step);
    CHECK(action_of(key(ImGuiKey_S, true)) == Action::save);
    CHECK(action_of(key(ImGuiKey_S, true, true)) == Action::save_as);
    CHECK(action_of(key(ImGuiKey_RightArrow)) == Action::step);
    CHECK(action_of(key(ImGuiKey_RightArrow, false, true)) == Action::next_event);
    CHECK_FALSE(action_of(key(ImGuiKey_C, true)));
    CHECK_FALSE(action_of(key(ImGuiKey_R, false, true)));
    KeyEvent alt = key(ImGuiKey_R);
    alt.alt = true;
    CHECK_FALSE(action_of(alt));
}

TEST_CASE("shortcuts on keys that differ between layouts go by the character") {
    CHECK(action_of(character('?')) == Action::help);
    CHECK(action_of(character('.')) == Action::next_event);
    CHECK(action_of(character(',')) == Action::previous_event);
    CHECK_FALSE(action_of(character('r')));        // the key triggers it
    CHECK_FALSE(action_of(key(ImGuiKey_Period)));  // the character triggers it
    CHECK_FALSE(action_of(key(ImGuiKey_Slash, false, true)));
}

TEST_CASE("a key that is held repeats what is worth repeating") {
    KeyEvent held = key(ImGuiKey_Z, true);
    held.repeated = true;
    CHECK(action_of(held) == Action::undo);
    held = key(ImGuiKey_Space);
    held.repeated = true;
    CHECK_FALSE(action_of(held));
    held = key(ImGuiKey_R, true);
    held.repeated = true;
    CHECK_FALSE(action_of(held));
}

TEST_CASE("keys after a press of the mouse wait until a field that it hit has the focus") {
    KeyQueue queue;
    queue.add(key(ImGuiKey_Space));
    queue.add_mouse_press();
    queue.add(key(ImGuiKey_S));
    CHECK(frame(queue) == Actions{Action::play});
    CHECK(frame(queue).empty());
    CHECK(frame(queue) == Actions{Action::step});
    CHECK(queue.empty());
}

TEST_CASE("while text is typed only chords that are no text act") {
    CHECK(while_typing(Action::save));
    CHECK(while_typing(Action::quit));
    CHECK_FALSE(while_typing(Action::undo));  // the text field has its own
    CHECK_FALSE(while_typing(Action::reset));
    CHECK_FALSE(while_typing(Action::help));
}

TEST_CASE("a presented lesson has keys of its own, those of clickers among them") {
    using Kind = LessonAction::Kind;
    for (const ImGuiKey next : {ImGuiKey_Space, ImGuiKey_RightArrow, ImGuiKey_PageDown})
        CHECK(lesson_action_of(key(next)) == LessonAction{Kind::next});
    for (const ImGuiKey back : {ImGuiKey_LeftArrow, ImGuiKey_PageUp})
        CHECK(lesson_action_of(key(back)) == LessonAction{Kind::back});
    CHECK(lesson_action_of(key(ImGuiKey_Escape)) == LessonAction{Kind::leave});
    CHECK(lesson_action_of(key(ImGuiKey_B)) == LessonAction{Kind::black});
    CHECK(lesson_action_of(character('.')) == LessonAction{Kind::black});
    CHECK(lesson_action_of(key(ImGuiKey_Q, true)) == LessonAction{Kind::quit});
    // Digits go by the character: their keys mean nothing.
    CHECK(lesson_action_of(character('7')) == LessonAction{Kind::digit, 7});
    CHECK_FALSE(lesson_action_of(key(ImGuiKey_7)));
    CHECK_FALSE(lesson_action_of(character('b')));
    CHECK_FALSE(lesson_action_of(key(ImGuiKey_B, true)));
    KeyEvent held = key(ImGuiKey_Space);
    held.repeated = true;
    CHECK_FALSE(lesson_action_of(held));  // a key that is held does not run through the lesson
}
