#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/files.hpp"
#include "lesson/walk.hpp"

using namespace coalesce;

namespace {

/// Lessons that a page shows: blocks of code with the key coalesce_lesson, indented by four blanks or fenced.
std::vector<std::string> lessons_in(const std::string& page) {
    std::vector<std::string> lessons;
    std::istringstream lines(read_text(std::string(COALESCE_SOURCE) + "/" + page, 1u << 24));
    std::string block;
    bool fenced = false;
    for (std::string line; std::getline(lines, line);) {
        const bool fence = line.starts_with("```");
        fenced = fence ? !fenced : fenced;
        if (!fence && (fenced || line.starts_with("    "))) {
            block += line + "\n";
            continue;
        }
        if (block.find("\"coalesce_lesson\"") != std::string::npos) lessons.push_back(block);
        block.clear();
    }
    return lessons;
}

}  // namespace

TEST_CASE("the lesson that README makes is one, and its question has the answer that it says") {
    const std::vector<std::string> texts = lessons_in("README.md");
    REQUIRE(texts.size() == 1);
    const Lesson lesson = parse_lesson(texts[0], "README.md");
    REQUIRE(lesson.steps.size() == 3);
    REQUIRE(lesson.steps[2].question);
    CHECK(lesson.steps[2].question->choices[lesson.steps[2].question->answer] == "fewer");
    LessonWalk walk(lesson);
    CHECK(walk.advance());
    CHECK(walk.advance());
    const int before = walk.run().measure().clusters;
    CHECK(walk.advance());
    CHECK(walk.run().measure().clusters < before);
}

TEST_CASE("the example of formats.md is a lesson") {
    const std::vector<std::string> texts = lessons_in("docs/formats.md");
    REQUIRE(texts.size() == 1);
    CHECK(parse_lesson(texts[0], "formats.md").steps.size() == 3);
}
