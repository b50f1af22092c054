#pragma once

#include <string>

#include "command/command.hpp"
#include "lecture/lesson_film.hpp"

namespace coalesce::command {

/// True if SCENE of a command line names a lesson: a shipped one, or a file that is one.
bool names_lesson(const std::string& name_or_path);

/// Options of `coalesce render LESSON`.
struct LessonRender {
    std::string lesson;  ///< name or path
    LessonFilmSettings settings;
    bool quiet = false, progress_lines = false;
};
/// Throws InputError that names an option of `render` which a lesson does not take, and what says the same in a lesson.
void refuse_scene_options(Command command, const std::string& lesson);
/// Films a lesson. Throws InputError, RunError, Interrupted.
void render_lesson(const LessonRender& wanted);

}  // namespace coalesce::command
