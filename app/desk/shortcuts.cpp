#include "desk/shortcuts.hpp"

#include <algorithm>
#include <array>

namespace coalesce {
namespace {

struct Chord {
    ImGuiKey key;
    bool ctrl, shift;
    Action action;
};

constexpr std::array chords{
    Chord{ImGuiKey_Z, true, false, Action::undo},
    Chord{ImGuiKey_Z, true, true, Action::redo},
    Chord{ImGuiKey_Y, true, false, Action::redo},
    Chord{ImGuiKey_O, true, false, Action::open},
    Chord{ImGuiKey_S, true, false, Action::save},
    Chord{ImGuiKey_S, true, true, Action::save_as},
    Chord{ImGuiKey_R, true, false, Action::record},
    Chord{ImGuiKey_Q, true, false, Action::quit},
    Chord{ImGuiKey_Space, false, false, Action::play},
    Chord{ImGuiKey_S, false, false, Action::step},
    Chord{ImGuiKey_RightArrow, false, false, Action::step},
    Chord{ImGuiKey_RightArrow, false, true, Action::next_event},
    Chord{ImGuiKey_LeftArrow, false, true, Action::previous_event},
    Chord{ImGuiKey_R, false, false, Action::reset},
    Chord{ImGuiKey_UpArrow, false, false, Action::faster},
    Chord{ImGuiKey_DownArrow, false, false, Action::slower},
    Chord{ImGuiKey_C, false, false, Action::camera},
    Chord{ImGuiKey_T, false, false, Action::turntable},
    Chord{ImGuiKey_L, false, false, Action::theme},
    Chord{ImGuiKey_Tab, false, false, Action::chrome},
    Chord{ImGuiKey_F1, false, false, Action::help},
    Chord{ImGuiKey_F11, false, false, Action::fullscreen},
    Chord{ImGuiKey_F12, false, false, Action::screenshot},
    Chord{ImGuiKey_Home, false, false, Action::start},
    Chord{ImGuiKey_End, false, false, Action::end},
    Chord{ImGuiKey_Enter, false, false, Action::accept},
    Chord{ImGuiKey_KeypadEnter, false, false, Action::accept},
    Chord{ImGuiKey_Escape, false, false, Action::close},
};

/// Finds an action by its character: keyboard layouts have these on different keys, with or without Shift.
std::optional<Action> action_of_character(unsigned character) {
    if (character == '?') return Action::help;
    if (character == '.') return Action::next_event;
    if (character == ',') return Action::previous_event;
    return {};
}

bool repeats(Action action) {
    constexpr std::array repeating{Action::undo,   Action::redo,       Action::step,          Action::faster,
                                   Action::slower, Action::next_event, Action::previous_event};
    return std::find(repeating.begin(), repeating.end(), action) != repeating.end();
}

}  // namespace

std::optional<Action> action_of(const KeyEvent& event) {
    if (event.character != 0) return action_of_character(event.character);
    if (event.alt) return {};
    for (const Chord& chord : chords)
        if (chord.key == event.key && chord.ctrl == event.ctrl && chord.shift == event.shift)
            return event.repeated && !repeats(chord.action) ? std::nullopt : std::optional(chord.action);
    return {};
}

bool while_typing(Action action) {
    constexpr std::array always{Action::open, Action::save,       Action::save_as,   Action::record,
                                Action::quit, Action::fullscreen, Action::screenshot};
    return std::find(always.begin(), always.end(), action) != always.end();
}

void KeyQueue::begin_frame() {
    if (!entries_.empty() && entries_.front().wait > 0 && --entries_.front().wait == 0) entries_.pop_front();
}

std::optional<KeyEvent> KeyQueue::take() {
    if (entries_.empty() || entries_.front().wait > 0) return {};
    const KeyEvent event = entries_.front().key;
    entries_.pop_front();
    return event;
}

}  // namespace coalesce
