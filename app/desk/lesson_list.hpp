#pragma once

#include <string>
#include <vector>

namespace coalesce {

/// A shipped lesson as menus list it.
struct ListedLesson {
    std::string name, title;
    std::string length;  ///< "12 min"; empty if the lesson says none
    std::string note;    ///< what it teaches, and whom
};
/// Returns all shipped lessons; they are read at the first call.
const std::vector<ListedLesson>& listed_lessons();

}  // namespace coalesce
