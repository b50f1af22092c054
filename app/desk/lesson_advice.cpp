#include "desk/lesson_advice.hpp"

#include <string>

#include "chart/numbers.hpp"
#include "desk/lesson_rules.hpp"

namespace coalesce {
namespace {

std::string gaps_of(const LessonStep& step) {
    if (step.title.empty()) return "has no title.";
    if (step.caption.empty()) return "has no caption.";
    if (step.question && step.question->why.empty()) return "gives no reason for its answer (Why).";
    return "";
}

/// Says that the audience never sees a change made: the step pauses before the seconds in which it is eased are over.
std::string unfinished_change(const Lesson& lesson, std::size_t index) {
    const LessonStep& step = lesson.steps[index];
    const bool pauses = step.until && step.until->of == LessonUntil::Of::time;
    if (!pauses || step.over == 0 || !eases(step.set)) return "";
    const auto begin = begin_time(lesson, index);
    const auto pace = pace_in(lesson, index);
    if (!begin || !pace || lab_in(lesson, index)) return "";
    const double dt = document_at(lesson, index, 0).scene.time.dt;
    const double made = time_after(*begin, step.over, *pace, dt), pause = step.until->value;
    if (made <= pause) return "";
    return "pauses at t = " + number_text(pause, 4) + ", before its change is made: " + number_text(step.over, 4) +
           " s at its pace lead to t = " + number_text(made, 4) + ".";
}

}  // namespace

std::vector<LessonProblem> lesson_advice(const Lesson& lesson) {
    std::vector<LessonProblem> advice;
    if (lesson.steps.empty()) return advice;
    if (lesson.title.empty()) advice.push_back({.line = "The lesson has no title."});
    for (std::size_t k = 0; k < lesson.steps.size(); ++k)
        for (const std::string& line : {gaps_of(lesson.steps[k]), unfinished_change(lesson, k)})
            if (!line.empty()) advice.push_back({k, "Step " + std::to_string(k + 1) + " " + line});
    return advice;
}

}  // namespace coalesce
