#pragma once

#include <imgui.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// Letters and colours of what a lesson says.
struct CaptionStyle {
    float size =
        28;  ///< of the caption's letters, pixels; all else is in proportion, and nothing smaller than 5/7 of it
    Theme theme{};
};
/// Style for a picture of that size: letters of 28 pixels where it is 1920×1080.
/// @param text_scale  factor that the user chose
CaptionStyle caption_style(float width, float height, Theme theme, float text_scale = 1);

/// Title, caption and place of one step of a lesson.
struct Caption {
    std::string title;
    std::string text;       ///< *emphasis*, $formulas$
    std::size_t step = 0;   ///< from 0
    std::size_t steps = 0;  ///< number of progress dots; 0: none
};
/// The caption of step `index`.
Caption caption_of(const Lesson& lesson, std::size_t index);

/// Height that a caption takes in a picture of some width, pixels.
float caption_height(const Caption& caption, float width, const CaptionStyle& style);
/// The largest of a lesson's: a place of this height fits every step, and the picture above stays where it is.
float caption_height(const Lesson& lesson, float width, const CaptionStyle& style);
/// Draws a caption into a place below the picture: the title with the dots beside it, and the text.
/// @param from, size  the place, pixels; a text that is higher goes on below it
void draw_caption(ImDrawList& list, ImVec2 from, ImVec2 size, const Caption& caption, const CaptionStyle& style);

/// Visible state of a question.
struct QuestionState {
    bool revealed = false;         ///< the right choice is marked, and `why` is there
    std::span<const int> hands{};  ///< number of hands for every choice; empty: no bars
    float left = 0;                ///< share of the pause that is left, drawn as a shrinking line; 0: none
};
/// Height that a question takes when it is revealed: it does not move when it is answered.
float question_height(const LessonQuestion& question, float width, const CaptionStyle& style);
/// Draws a question with its numbered choices, and returns the rectangle of each for the pointer: x, y of its corners.
std::vector<ImVec4> draw_question(ImDrawList& list, ImVec2 from, float width, const LessonQuestion& question,
                                  const QuestionState& state, const CaptionStyle& style);

}  // namespace coalesce
