#include "view/lesson_texts.hpp"

#include "formula/text.hpp"

namespace coalesce {

std::vector<std::string> text_problems(const Lesson& lesson) {
    std::vector<std::string> all;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        const LessonStep& step = lesson.steps[k];
        const auto add = [&](const std::string& key, const std::string& text) {
            for (const std::string& problem : formula::problems(text))
                all.push_back("step " + std::to_string(k + 1) + ", " + key + ": " + problem);
        };
        add("title", step.title);
        add("caption", step.caption);
        if (!step.question) continue;
        add("question.text", step.question->text);
        for (const std::string& choice : step.question->choices) add("question.choices", choice);
        add("question.why", step.question->why);
    }
    return all;
}

}  // namespace coalesce
