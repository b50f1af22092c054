#include <algorithm>
#include <cstdio>
#include <string>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/text.hpp"
#include "command/command.hpp"

namespace coalesce::command {
namespace {

struct Listed {
    std::string name, title;
    double minutes;
};

/// Number of characters of UTF-8 text.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

std::string column(std::string text, std::size_t widest) {
    const std::size_t own = width(text);
    return text.append(widest + 2 - own, ' ');
}

void list() {
    std::vector<Listed> lessons;
    std::size_t names = 0, titles = 0;
    for (const ShippedLesson& shipped : shipped_lessons()) {
        const Lesson lesson = load_lesson(shipped.name);
        lessons.push_back({std::string(shipped.name), lesson.title, lesson.minutes});
        names = std::max(names, width(lessons.back().name));
        titles = std::max(titles, width(lessons.back().title));
    }
    for (const Listed& lesson : lessons) {
        const std::string minutes = decimal_text(lesson.minutes) + " min\n";
        std::fputs((column(lesson.name, names) + column(lesson.title, titles) + minutes).c_str(), stdout);
    }
}

}  // namespace

void add_lessons(Command root) {
    Command command = root.add_subcommand("lessons", "List the shipped lessons, one a line: name, title, minutes");
    command.footer("Example:\n  coalesce lessons");
    command.callback(list);
}

}  // namespace coalesce::command
