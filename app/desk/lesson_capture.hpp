#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/flow/dynamics.hpp"
#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// State of the desk, as far as a step of a lesson can say it.
struct DeskMoment {
    SceneDocument document;
    std::string origin;  ///< shipped name or file of its scene
    double time = 0;     ///< simulated time that is shown
    bool playing = false;
    Pace pace{};
    std::shared_ptr<const EditedDynamics> edited{};    ///< how the model was edited on the way; null: it was not
    std::optional<std::vector<LessonPanel>> panels{};  ///< opened for the step; nullopt: as in the step before
    std::vector<DocumentDiff> twins{};                 ///< differences of the runs beside it
    std::optional<LessonLab> lab{};                    ///< the laboratory that is shown in place of all that
};

/// Makes a step show the moment: a scene, where the step cannot go on from the one before it, else the keys that differ
/// from that; time, pace, motion, panels and twin; or a laboratory with its settings. Its texts, question and pointers
/// stay, and the steps after it show what they did.
///
/// A run that went on from the end of the step before plays on to the moment, and pauses there. A model that was
/// changed on the way is changed at the same time again: the step then begins there and plays up to the moment.
/// @return  what the step does not repeat, in sentences for the user
std::vector<std::string> take_moment(Lesson& lesson, std::size_t index, const DeskMoment& moment);
/// Inserts a step before `index` that shows the moment; the same in all else.
std::vector<std::string> insert_moment(Lesson& lesson, std::size_t index, const DeskMoment& moment);

}  // namespace coalesce
