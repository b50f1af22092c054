#pragma once

#include <functional>
#include <string>
#include <vector>

#include "coalesce/lesson/lesson.hpp"
#include "lecture/lesson_painter.hpp"
#include "lecture/step_plan.hpp"
#include "lecture/subtitles.hpp"
#include "record/recording.hpp"

namespace coalesce {

/// Settings of a lesson's film.
struct LessonFilmSettings {
    std::string path;  ///< .mp4, .webm, .gif or a folder/
    int fps = 30;
    LessonLooks looks;
};
/// Throws InputError for a format, size or rate that is refused, and for a film of more than 10^6 frames.
void validate(const LessonFilmSettings& settings, const Lesson& lesson);

/// Films a lesson from its first step to its last: one chapter a step in MP4 and WebM, and subtitles beside the film
/// (subtitles_beside). Equal lessons and settings give equal films. Needs a current OpenGL context.
/// @param progress  its `frames_total` falls when a condition is met before its time
/// @param note      receives a line for every condition that was not met
/// @throws InputError, RunError  as record()
void film_lesson(const Lesson& lesson, const LessonFilmSettings& settings, RecordingProgress& progress,
                 const std::function<void(const std::string&)>& note);

/// Subtitles of one step that begins at a second of the film: its caption, then the question, then the answer.
std::vector<Subtitle> subtitles_of(const LessonStep& step, const StepPlan& plan, double begin);

}  // namespace coalesce
