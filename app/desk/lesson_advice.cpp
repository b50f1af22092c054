#include "desk/lesson_advice.hpp"

#include <string>

namespace coalesce {
namespace {

std::string gaps_of(const LessonStep& step) {
    if (step.title.empty()) return "has no title.";
    if (step.caption.empty()) return "has no caption.";
    if (step.question && step.question->why.empty()) return "gives no reason for its answer (Why).";
    return "";
}

}  // namespace

std::vector<LessonProblem> lesson_advice(const Lesson& lesson) {
    std::vector<LessonProblem> advice;
    if (lesson.steps.empty()) return advice;
    if (lesson.title.empty()) advice.push_back({.line = "The lesson has no title."});
    for (std::size_t k = 0; k < lesson.steps.size(); ++k)
        if (const std::string gaps = gaps_of(lesson.steps[k]); !gaps.empty())
            advice.push_back({k, "Step " + std::to_string(k + 1) + " " + gaps});
    return advice;
}

}  // namespace coalesce
