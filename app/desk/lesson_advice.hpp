#pragma once

#include <vector>

#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// Lists what a file may leave out and an audience misses: titles, captions, the reason of an answer. A lesson with
/// such gaps is saved and shown.
std::vector<LessonProblem> lesson_advice(const Lesson& lesson);

}  // namespace coalesce
