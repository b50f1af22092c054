#include "view/caption.hpp"

#include <algorithm>
#include <cfloat>

#include "view/rich_text.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

// Lengths in sizes of the caption's letters.
constexpr float title_letters = 1.3f, side_margin = 1.4f, room_above = 0.7f, room_below = 0.9f, title_gap = 0.3f;
/// Longest line: some 95 characters, beyond which the eye loses the next one.
constexpr float longest_line = 46;
constexpr float dot_distance = 0.8f, dot_radius = 0.2f;
// Of a question.
constexpr float row_padding = 0.3f, side_padding = 0.5f, row_gap = 0.35f, number_width = 1.5f;

ImU32 caption_ink(ImVec4 colour, float alpha = 1) {
    colour.w *= alpha;
    return ImGui::ColorConvertFloat4ToU32(colour);
}

ImVec4 caption_accent() {
    return ImGui::GetStyle().Colors[ImGuiCol_CheckMark];
}

/// Green of a right answer, with a tick beside it for those who do not see it.
ImVec4 right_answer(Theme theme) {
    return theme == Theme::light ? ImVec4(0.05f, 0.45f, 0.27f, 1) : ImVec4(0.38f, 0.80f, 0.58f, 1);
}

float caption_line(float width, const CaptionStyle& style) {
    return std::min(width - 2 * side_margin * style.size, longest_line * style.size);
}

float caption_dots(std::size_t steps, const CaptionStyle& style) {
    return steps > 1 ? static_cast<float>(steps) * dot_distance * style.size : 0;
}

/// Draws a dot for every step: those that are over filled, the present one larger.
void draw_step_dots(ImDrawList& list, ImVec2 right, const Caption& caption, const CaptionStyle& style) {
    const float apart = dot_distance * style.size;
    for (std::size_t k = 0; k < caption.steps; ++k) {
        const ImVec2 at{right.x - apart * (static_cast<float>(caption.steps - 1 - k) + 0.5f), right.y};
        const bool present = k == caption.step, over = k < caption.step;
        const ImU32 colour =
            caption_ink(present ? caption_accent() : palette::faint_text(style.theme), over || present ? 1 : 0.6f);
        const float radius = dot_radius * style.size;
        if (present || over)
            list.AddCircleFilled(at, present ? 1.4f * radius : radius, colour);
        else
            list.AddCircle(at, radius, colour, 0, 0.1f * style.size);
    }
}

/// A question laid out for a width.
struct QuestionLayout {
    QuestionLayout(const LessonQuestion& question, float width, const CaptionStyle& style)
        : text(question.text, style.size, width), why(question.why, style.size, width) {
        const float inner = width - (number_width + 2 * side_padding + 1) * style.size;
        for (const std::string& choice : question.choices) choices.emplace_back(choice, style.size, inner);
    }
    float row_height(std::size_t k, const CaptionStyle& style) const {
        return choices[k].height() + 2 * row_padding * style.size;
    }
    float choices_top(const CaptionStyle& style) const { return text.height() + 0.5f * style.size; }
    float why_top(const CaptionStyle& style) const {
        float y = choices_top(style);
        for (std::size_t k = 0; k < choices.size(); ++k) y += row_height(k, style) + row_gap * style.size;
        return y + 0.3f * style.size;
    }

    RichText text, why;
    std::vector<RichText> choices;
};

void draw_tick(ImDrawList& list, ImVec2 centre, float size, ImU32 colour) {
    const ImVec2 points[3]{{centre.x - 0.32f * size, centre.y + 0.02f * size},
                           {centre.x - 0.08f * size, centre.y + 0.26f * size},
                           {centre.x + 0.34f * size, centre.y - 0.26f * size}};
    list.AddPolyline(points, 3, colour, 0.13f * size);
}

/// Draws the number of a choice, or a tick.
void draw_choice_number(ImDrawList& list, ImVec2 centre, std::size_t number, bool ticked, ImU32 colour, float size) {
    if (ticked) return draw_tick(list, centre, size, colour);
    const std::string text = std::to_string(number);
    const float height = 0.85f * size;
    const float across = ImGui::GetFont()->CalcTextSizeA(height, FLT_MAX, 0, text.c_str()).x;
    list.AddText(ImGui::GetFont(), height, {centre.x - 0.5f * across, centre.y - 0.5f * height}, colour, text.c_str());
}

/// Draws the hands for a choice as a bar behind it, and their number at its right end.
void draw_hands(ImDrawList& list, ImVec2 from, ImVec2 to, int hands, int most, const CaptionStyle& style) {
    const float share = most > 0 ? static_cast<float>(hands) / static_cast<float>(most) : 0;
    list.AddRectFilled(from, {from.x + share * (to.x - from.x), to.y}, caption_ink(caption_accent(), 0.3f),
                       0.3f * style.size);
    const std::string text = std::to_string(hands);
    const float across = ImGui::GetFont()->CalcTextSizeA(style.size, FLT_MAX, 0, text.c_str()).x;
    list.AddText(ImGui::GetFont(), style.size,
                 {to.x - across - side_padding * style.size, 0.5f * (from.y + to.y - style.size)},
                 caption_ink(palette::text(style.theme)), text.c_str());
}

/// Lays out a title, which leaves room for the dots beside it.
RichText title_of(const Caption& caption, float width, const CaptionStyle& style) {
    const float room = caption_line(width, style) - caption_dots(caption.steps, style) - style.size;
    return {caption.title, title_letters * style.size, room, true};
}

}  // namespace

CaptionStyle caption_style(float width, float height, Theme theme, float text_scale) {
    // A narrow picture has letters by its width, so that lines keep some 60 characters.
    return {28.0f / 1080 * std::min(height, 0.75f * width) * text_scale, theme};
}

Caption caption_of(const Lesson& lesson, std::size_t index) {
    const LessonStep& step = lesson.steps[index];
    return {step.title, step.caption, index, lesson.steps.size()};
}

float caption_height(const Caption& caption, float width, const CaptionStyle& style) {
    const RichText text(caption.text, style.size, caption_line(width, style));
    return (room_above + title_gap + room_below) * style.size + title_of(caption, width, style).height() +
           text.height();
}

float caption_height(const Lesson& lesson, float width, const CaptionStyle& style) {
    float highest = 0;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k)
        highest = std::max(highest, caption_height(caption_of(lesson, k), width, style));
    return highest;
}

void draw_caption(ImDrawList& list, ImVec2 from, ImVec2 size, const Caption& caption, const CaptionStyle& style) {
    const float width = caption_line(size.x, style);
    const ImVec2 at{from.x + 0.5f * (size.x - width), from.y + room_above * style.size};
    const ImU32 ink = caption_ink(palette::text(style.theme)), accent = caption_ink(caption_accent());
    const RichText title = title_of(caption, size.x, style);
    title.draw(list, at, ink, accent);
    if (caption.steps > 1)
        draw_step_dots(list, {at.x + width, at.y + 0.5f * RichText::line_height * title_letters * style.size}, caption,
                       style);
    const RichText text(caption.text, style.size, width);
    text.draw(list, {at.x, at.y + title.height() + title_gap * style.size}, ink, accent);
}

float question_height(const LessonQuestion& question, float width, const CaptionStyle& style) {
    const QuestionLayout layout(question, width, style);
    return layout.why_top(style) + layout.why.height();
}

std::vector<ImVec4> draw_question(ImDrawList& list, ImVec2 from, float width, const LessonQuestion& question,
                                  const QuestionState& state, const CaptionStyle& style) {
    const QuestionLayout layout(question, width, style);
    const ImU32 ink = caption_ink(palette::text(style.theme)), faint = caption_ink(palette::faint_text(style.theme));
    const int most = state.hands.empty() ? 0 : *std::max_element(state.hands.begin(), state.hands.end());
    layout.text.draw(list, from, ink, caption_ink(caption_accent()));
    if (state.left > 0) {
        const float y = from.y + layout.choices_top(style) - 0.25f * style.size;
        list.AddLine({from.x, y}, {from.x + state.left * width, y}, caption_ink(caption_accent()), 0.12f * style.size);
    }
    std::vector<ImVec4> rows;
    float y = from.y + layout.choices_top(style);
    for (std::size_t k = 0; k < question.choices.size(); ++k) {
        const float height = layout.row_height(k, style);
        const ImVec2 low{from.x, y}, high{from.x + width, y + height};
        const bool right = state.revealed && k == question.answer, wrong = state.revealed && !right;
        const ImVec4 green = right_answer(style.theme);
        list.AddRectFilled(low, high, caption_ink(right ? green : palette::text(style.theme), right ? 0.22f : 0.07f),
                           0.3f * style.size);
        if (k < state.hands.size()) draw_hands(list, low, high, state.hands[k], most, style);
        draw_choice_number(list, {low.x + 0.9f * style.size, 0.5f * (low.y + high.y)}, k + 1, right,
                           right ? caption_ink(green) : faint, style.size);
        layout.choices[k].draw(list,
                               {low.x + (number_width + side_padding) * style.size, low.y + row_padding * style.size},
                               wrong ? faint : ink, wrong ? faint : caption_ink(caption_accent()));
        rows.emplace_back(low.x, low.y, high.x, high.y);
        y = high.y + row_gap * style.size;
    }
    if (state.revealed)
        layout.why.draw(list, {from.x, from.y + layout.why_top(style)}, ink, caption_ink(caption_accent()));
    return rows;
}

}  // namespace coalesce
