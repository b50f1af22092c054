#pragma once

#include <imgui.h>

#include <string_view>

#include "formula/layout.hpp"

namespace coalesce {

/// A text with *emphasis* and $formulas$ (formula/text.hpp), broken into lines. Text that reads from right to left
/// stands at the right.
class RichText {
  public:
    /// Lays the text out with the present Dear ImGui fonts.
    /// @param size    of the letters, pixels
    /// @param width   of a line, pixels
    /// @param strong  all words are semibold, as in a title
    RichText(std::string_view text, float size, float width, bool strong = false);

    std::size_t lines() const { return layout_.lines.size(); }
    /// Height of all lines, pixels.
    float height() const;
    /// Width of the longest line, pixels.
    float width() const { return layout_.width; }
    void draw(ImDrawList& list, ImVec2 at, ImU32 colour, ImU32 emphasis) const;

    /// Distance between two lines of words, in sizes of their letters. A tall formula takes more.
    static constexpr float line_height = 1.36f;

  private:
    float size_;
    bool strong_;
    formula::Layout layout_;
};

}  // namespace coalesce
