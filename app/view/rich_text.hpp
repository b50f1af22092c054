#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

#include "view/markup.hpp"

namespace coalesce {

/// A text with *emphasis* and $formulas$ (view/markup.hpp), broken into lines between words. Text that reads from right
/// to left is broken and ordered as a whole and loses its emphasis.
class RichText {
  public:
    /// Lays the text out with the present Dear ImGui fonts.
    /// @param size   of the letters, pixels
    /// @param width   of a line, pixels; a word that is longer stands alone
    /// @param strong  all words are semibold, as in a title
    RichText(std::string_view text, float size, float width, bool strong = false);

    std::size_t lines() const { return lines_; }
    /// Height of all lines, pixels.
    float height() const { return height_; }
    /// Width of the longest line, pixels.
    float width() const { return widest_; }
    /// @param emphasis  colour of what is emphasised; the words of a strong text have `colour`
    void draw(ImDrawList& list, ImVec2 at, ImU32 colour, ImU32 emphasis) const;

    /// Distance between two lines, in sizes of their letters.
    static constexpr float line_height = 1.36f;

  private:
    /// Part of a line in one font.
    struct Piece {
        std::string text;
        bool strong = false;
        float x = 0, y = 0;  ///< from the upper left corner of the text, pixels
    };
    void lay_out(std::string_view text, float width);
    void lay_out_from_right(const std::string& text, float width);

    bool strong_;
    float size_, height_ = 0, widest_ = 0;
    std::size_t lines_ = 0;
    std::vector<Piece> pieces_;
};

}  // namespace coalesce
