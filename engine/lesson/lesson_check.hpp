#pragma once

#include <optional>

#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// Scene or laboratory that is open when a step begins, as far as the file tells.
struct LessonPlace {
    SceneDocument document{};        ///< document_after() of the step before
    bool opened = false;             ///< a scene or a laboratory is open
    const LessonLab* lab = nullptr;  ///< the laboratory that is open; nullptr: a scene
    bool twin = false;               ///< a twin is open
    bool edited = false;             ///< the model was changed since the cloud was drawn
    double from = 0;                 ///< a time that the run has reached for certain
};

/// Checks a step whose values are right by themselves against what is open then.
/// @param place  as the step begins, with the step's own scene if it opens one
/// @throws Issue at a key of the step
void check_step(const LessonStep& step, const LessonPlace& place);
/// Goes on to the end of the step.
void pass_step(const LessonStep& step, LessonPlace& place);

}  // namespace coalesce
