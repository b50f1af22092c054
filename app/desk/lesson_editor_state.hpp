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

/// Panels of measurements in sight.
struct PanelsBeside {
    std::vector<LessonPanel> seen;  ///< last, while the editor lies over them
    bool chosen = false;            ///< the user brought them to the front since the last step was taken
    /// Returns the panels that a step taken now shows; nullopt: nothing was opened for it.
    std::optional<std::vector<LessonPanel>> opened() const { return chosen ? std::optional(seen) : std::nullopt; }
};

/// The lesson editor of the desk.
struct LessonEditor {
    LessonDraft draft;
    std::vector<std::string> left_out;  ///< what the step taken last does not repeat
    bool focused = false;               ///< keys of undo and of saving go to the lesson
    bool show = false;                  ///< brings the panel to the front
    double time = 0;                    ///< simulated time that is shown
    float remarks_height = 0;           ///< points that problems and advice take in the panel
    PanelsBeside beside;
    std::optional<AfterDraft> asked;  ///< waits for an answer: save, discard or cancel
    bool naming = false;              ///< a file name is asked for, after which `asked` is done
    bool given_up = false;            ///< the program may quit without saving it
};

}  // namespace coalesce
