#include "desk/lesson_notes.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "chart/numbers.hpp"
#include "view/rich_text.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

// Lengths in sizes of the caption's notes_letters.
constexpr float notes_letters = 0.8f, notes_margin = 1.4f, notes_gap = 0.5f;

/// The time of day, the time since the lesson began and, if it is known, how long it takes.
std::string clock_text(const LessonState& lesson) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[64];
    const auto passed = static_cast<int>(lesson.clock);
    std::snprintf(text, sizeof text, "%02d:%02d   ·   %d:%02d", local.tm_hour, local.tm_min, passed / 60, passed % 60);
    const double minutes = lesson.lesson.minutes;
    return minutes > 0 ? std::string(text) + " of " + number_text(minutes) + " min" : text;
}

std::string next_text(const LessonState& lesson) {
    const std::size_t next = lesson.shown_step() + 1, steps = lesson.lesson.steps.size();
    const std::string place = std::to_string(next) + " of " + std::to_string(steps);
    return next < steps ? place + "   ·   next: " + lesson.lesson.steps[next].title : place + "   ·   the last step";
}

std::string notes_text(const LessonState& lesson) {
    const std::string& notes = lesson.lesson.steps[lesson.shown_step()].notes;
    return notes.empty() ? "No notes for this step." : notes;
}

RichText lay_out_notes(const std::string& text, float width, const CaptionStyle& style) {
    return {text, notes_letters * style.size, width - 2 * notes_margin * style.size};
}

}  // namespace

float notes_height(const LessonState& lesson, float width, const CaptionStyle& style) {
    return lay_out_notes(notes_text(lesson), width, style).height() +
           lay_out_notes(next_text(lesson), width, style).height() +
           (notes_letters * RichText::line_height + 3 * notes_gap) * style.size;
}

void draw_notes(ImDrawList& list, ImVec2 from, ImVec2 size, const LessonState& lesson, const CaptionStyle& style) {
    const ImU32 ink = ImGui::ColorConvertFloat4ToU32(palette::text(style.theme)),
                faint = ImGui::ColorConvertFloat4ToU32(palette::faint_text(style.theme));
    list.AddRectFilled(from, {from.x + size.x, from.y + size.y}, ImGui::GetColorU32(ImGuiCol_WindowBg));
    ImVec2 at{from.x + notes_margin * style.size, from.y + notes_gap * style.size};
    const auto write = [&](const std::string& text, ImU32 colour) {
        const RichText laid = lay_out_notes(text, size.x, style);
        laid.draw(list, at, colour, ink);
        at.y += laid.height() + 0.5f * notes_gap * style.size;
    };
    write(clock_text(lesson), faint);
    write(notes_text(lesson), ink);
    write(next_text(lesson), faint);
}

}  // namespace coalesce
