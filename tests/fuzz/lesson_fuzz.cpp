#include <cstdint>
#include <cstdlib>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/error.hpp"

using namespace coalesce;

/// Requires that any bytes give a lesson or an InputError of one line, and that a lesson survives writing and reading.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const Lesson lesson = parse_lesson(text, "fuzz");
        if (!(parse_lesson(to_json(lesson), "again") == lesson)) std::abort();
        for (std::size_t k = 0; k < lesson.steps.size(); ++k) validate(document_after(lesson, k), "fuzz");
    } catch (const InputError& error) {
        const std::string_view message = error.what();
        if (message.empty() || message.size() > 2000 || message.find('\n') != std::string_view::npos) std::abort();
    }
    return 0;
}
