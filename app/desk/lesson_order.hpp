#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

// A step of a lesson's file says what it changes from the step before it. Whoever writes a lesson thinks of what a step
// shows, which is to stay when steps around it are moved, added or removed.

/// All that a step shows, with what it takes over from those before it.
struct ShownStep {
    SceneDocument document;  ///< when its changes are made
    /// The scene in which it plays, as the step that opens it names it.
    std::optional<std::string> scene_name;
    std::optional<SceneDocument> scene;
    std::optional<LessonLab> lab;  ///< laboratory in place of the scene
    std::optional<Pace> pace;      ///< nullopt: that of the scene
    bool plays = false;
    std::vector<LessonPanel> panels;
    std::optional<DocumentDiff> twin;
};
ShownStep shown_step(const Lesson& lesson, std::size_t index);
std::vector<ShownStep> shown_steps(const Lesson& lesson);

/// Splits the change from one document to another of the same dimension: keys of the display go to `view`, unless
/// `step` has them in `set`, all others to `set`. The user's theme is no change.
void set_change(const SceneDocument& from, const SceneDocument& to, LessonStep& step);
/// Changes a step so that it shows the same after other steps: a scene of its own where it cannot go on from the step
/// before, else the keys that differ; pace, motion, panels and twin where they are not those of the step before.
void keep_shown(Lesson& lesson, std::size_t index, const ShownStep& shown);

/// Returns a lesson of other steps, each of which shows what it did.
/// @param order  indices of the lesson's steps; one may be there twice, or not at all
Lesson rearranged(const Lesson& lesson, std::span<const std::size_t> order);

}  // namespace coalesce
