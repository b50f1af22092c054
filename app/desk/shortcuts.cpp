#include "desk/shortcuts.hpp"

#include <algorithm>
#include <array>
#include <utility>

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
    Chord{ImGuiKey_K, false, false, Action::next_cluster},
    Chord{ImGuiKey_K, false, true, Action::previous_cluster},
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
    Chord{ImGuiKey_L, true, false, Action::back_to_lesson},
};

using LessonKey = LessonAction::Kind;

/// Keys of presenters ("clickers") among them: Page Up and Page Down, and the full stop for a black screen. None is
/// pressed with Ctrl or Shift, except to quit.
constexpr std::array lesson_keys{
    std::pair{ImGuiKey_Space, LessonKey::next},
    std::pair{ImGuiKey_RightArrow, LessonKey::next},
    std::pair{ImGuiKey_PageDown, LessonKey::next},
    std::pair{ImGuiKey_LeftArrow, LessonKey::back},
    std::pair{ImGuiKey_PageUp, LessonKey::back},
    std::pair{ImGuiKey_Home, LessonKey::first},
    std::pair{ImGuiKey_DownArrow, LessonKey::choose_next},
    std::pair{ImGuiKey_UpArrow, LessonKey::choose_previous},
    std::pair{ImGuiKey_Tab, LessonKey::choose_next},
    std::pair{ImGuiKey_Enter, LessonKey::accept},
    std::pair{ImGuiKey_KeypadEnter, LessonKey::accept},
    std::pair{ImGuiKey_Backspace, LessonKey::erase},
    std::pair{ImGuiKey_B, LessonKey::black},
    std::pair{ImGuiKey_N, LessonKey::notes},
    std::pair{ImGuiKey_M, LessonKey::lens},
    std::pair{ImGuiKey_P, LessonKey::play},
    std::pair{ImGuiKey_Y, LessonKey::your_turn},
    std::pair{ImGuiKey_Escape, LessonKey::leave},
    std::pair{ImGuiKey_L, LessonKey::theme},
    std::pair{ImGuiKey_F1, LessonKey::help},
    std::pair{ImGuiKey_F11, LessonKey::fullscreen},
    std::pair{ImGuiKey_F12, LessonKey::screenshot},
};

/// Finds an action by its character: keyboard layouts have these on different keys, with or without Shift.
std::optional<Action> action_of_character(unsigned character) {
    if (character == '?') return Action::help;
    if (character == '.') return Action::next_event;
    if (character == ',') return Action::previous_event;
    return {};
}

bool repeats(Action action) {
    constexpr std::array repeating{Action::undo,           Action::redo,         Action::step,
                                   Action::faster,         Action::slower,       Action::next_event,
                                   Action::previous_event, Action::next_cluster, Action::previous_cluster};
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

std::optional<LessonAction> lesson_action_of(const KeyEvent& event) {
    // Digits go by the character: on some layouts they are typed with Shift.
    if (event.character >= '0' && event.character <= '9')
        return LessonAction{LessonKey::digit, static_cast<int>(event.character - '0')};
    if (event.character == '.') return LessonAction{LessonKey::black};
    if (event.character == '?') return LessonAction{LessonKey::help};
    if (event.character != 0 || event.alt || event.repeated) return {};
    if (event.ctrl && !event.shift && event.key == ImGuiKey_Q) return LessonAction{LessonKey::quit};
    if (event.ctrl || event.shift) return {};
    const auto* found = std::find_if(lesson_keys.begin(), lesson_keys.end(),
                                     [&](const auto& entry) { return entry.first == event.key; });
    return found == lesson_keys.end() ? std::nullopt : std::optional(LessonAction{found->second});
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
