#pragma once

#include <imgui.h>

#include <deque>
#include <optional>

namespace coalesce {

/// One key event. Modifiers are those held when the key went down, even if the frame that handles it comes later.
struct KeyEvent {
    ImGuiKey key = ImGuiKey_None;  ///< letters follow the keyboard's layout; none for a typed character
    unsigned character = 0;        ///< typed character; its key is a separate event
    bool ctrl = false, shift = false, alt = false;
    bool repeated = false;  ///< auto-repeat of a held key
};

/// Actions of keys; the help sheet lists them.
enum class Action {
    undo,
    redo,
    open,
    save,
    save_as,
    record,
    quit,
    play,
    step,
    reset,
    faster,
    slower,
    camera,
    turntable,
    theme,
    chrome,
    help,
    fullscreen,
    screenshot,
    next_event,
    previous_event,
    next_cluster,
    previous_cluster,
    start,
    end,
    accept,
    close,
    back_to_lesson
};

/// Returns the action of a key; nullopt if it has none, or for a repeated key whose action does not repeat.
std::optional<Action> action_of(const KeyEvent& event);
/// True if the action is also performed while text is typed into a field.
bool while_typing(Action action);

/// Actions of keys while a lesson is presented; the help sheet lists them.
struct LessonAction {
    enum class Kind {
        next,
        back,
        first,
        digit,
        choose_next,
        choose_previous,
        accept,
        erase,
        black,
        notes,
        lens,
        play,
        your_turn,
        leave,
        theme,
        help,
        fullscreen,
        screenshot,
        quit
    } kind = Kind::next;
    int number = 0;  ///< a digit's
    bool operator==(const LessonAction&) const = default;
};
/// Returns the action of a key while a lesson is presented; nullopt if it has none, or for a repeated key.
std::optional<LessonAction> lesson_action_of(const KeyEvent& event);

/// Keys since the last frame, in order. A mouse press may give a text field the focus, which takes effect two frames
/// later; keys after the press wait for that.
class KeyQueue {
  public:
    void add(const KeyEvent& event) { entries_.push_back({event, 0}); }
    void add_mouse_press() { entries_.push_back({{}, frames_to_focus}); }
    /// Call once per frame, before the first take().
    void begin_frame();
    /// Removes and returns the next key; nullopt if there is none or it has to wait.
    std::optional<KeyEvent> take();
    bool empty() const { return entries_.empty(); }

  private:
    static constexpr int frames_to_focus = 2;
    struct Entry {
        KeyEvent key;
        int wait;  ///< frames left to wait; > 0: the entry is a mouse press
    };
    std::deque<Entry> entries_;
};

}  // namespace coalesce
