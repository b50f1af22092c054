#pragma once

#include <imgui.h>

#include <deque>
#include <optional>

namespace coalesce {

/// A key as its own event tells it. Modifiers are those that were held when it went down, however late the frame that
/// sees it.
struct KeyEvent {
    ImGuiKey key = ImGuiKey_None;  ///< letters by the keyboard's layout; none of a character
    unsigned character = 0;        ///< a character that was typed; its key comes as an event of its own
    bool ctrl = false, shift = false, alt = false;
    bool repeated = false;  ///< the key is held down
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
    start,
    end,
    accept,
    close
};

/// The action of a key; none where it has none, or none that repeats while it is held.
std::optional<Action> action_of(const KeyEvent& event);
/// Whether the action is also meant while text is typed into a field.
bool while_typing(Action action);

/// Keys since the last frame, in order. A press of the mouse may give a text field the focus, which shows two frames
/// later: keys after it wait for that.
class KeyQueue {
  public:
    void add(const KeyEvent& event) { entries_.push_back({event, 0}); }
    void add_mouse_press() { entries_.push_back({{}, frames_to_focus}); }
    /// Call once a frame, before the first take().
    void begin_frame();
    /// The next key that need not wait.
    std::optional<KeyEvent> take();
    bool empty() const { return entries_.empty(); }

  private:
    static constexpr int frames_to_focus = 2;
    struct Entry {
        KeyEvent key;
        int wait;  ///< frames; > 0: a press of the mouse
    };
    std::deque<Entry> entries_;
};

}  // namespace coalesce
