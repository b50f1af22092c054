#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/lesson_draft.hpp"

namespace coalesce {

/// Action that waits until an unsaved lesson is saved or discarded.
struct AfterDraft {
    enum class Kind { begin_new, edit, quit } kind = Kind::begin_new;
    std::string lesson{};  ///< to edit: shipped name or file; empty: the one that is open
};

/// The lesson editor of the desk.
struct LessonEditor {
    LessonDraft draft;
    std::vector<std::string> left_out;  ///< what the step taken last does not repeat
    bool focused = false;               ///< keys of undo and of saving go to the lesson
    bool show = false;                  ///< brings the panel to the front
    double time = 0;                    ///< simulated time that is shown
    /// Panel of measurements that was in sight last, while the editor lies over them.
    std::vector<LessonPanel> beside;
    std::optional<AfterDraft> asked;  ///< waits for an answer: save, discard or cancel
    bool naming = false;              ///< a file name is asked for, after which `asked` is done
    bool given_up = false;            ///< the program may quit without saving it
};

}  // namespace coalesce
