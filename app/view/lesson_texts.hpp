#pragma once

#include <string>
#include <vector>

#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// Returns a line for each part of a lesson's titles, captions and questions that is not understood (formula/text.hpp):
/// "step 3, caption: character 9: formula …". It is shown as it was typed.
std::vector<std::string> text_problems(const Lesson& lesson);

}  // namespace coalesce
