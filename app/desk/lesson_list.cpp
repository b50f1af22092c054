#include "desk/lesson_list.hpp"

#include "chart/numbers.hpp"
#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

const std::vector<ListedLesson>& listed_lessons() {
    static const std::vector<ListedLesson> all = [] {
        std::vector<ListedLesson> lessons;
        for (const ShippedLesson& shipped : shipped_lessons()) {
            const Lesson lesson = load_lesson(shipped.name);
            const std::string length = lesson.minutes > 0 ? number_text(lesson.minutes) + " min" : "";
            lessons.push_back({std::string(shipped.name), lesson.title, length, lesson.note});
        }
        return lessons;
    }();
    return all;
}

}  // namespace coalesce
