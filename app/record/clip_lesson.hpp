#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "coalesce/lesson/lesson.hpp"
#include "record/clip_origin.hpp"

namespace coalesce {

/// True if a file is a picture or film of a lesson.
bool carries_lesson(const std::filesystem::path& path);
/// The lesson that such a clip carries.
/// @param path  the clip, which messages name
/// @throws InputError  as parse_lesson
Lesson lesson_of(const ClipOrigin& clip, const std::filesystem::path& path);
/// Loads LESSON of the command line: a shipped lesson's name, else a file, which may be a clip. Throws InputError as
/// read_lesson and read_clip.
Lesson load_lesson_or_clip(std::string_view name_or_path);

/// JSON of a lesson for clips: scenes that are files are written into it, since clips travel without them.
/// @param file  the clip, from whose folder files of tokens are named
std::string lesson_for_clip(const Lesson& lesson, const std::filesystem::path& file);

}  // namespace coalesce
