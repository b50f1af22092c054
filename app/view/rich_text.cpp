#include "view/rich_text.hpp"

#include "view/prose.hpp"
#include "view/typeset.hpp"

namespace coalesce {
namespace {

/// Room between lines of letters, in their sizes.
constexpr float leading = RichText::line_height - 1;

}  // namespace

RichText::RichText(std::string_view text, float size, float width, bool strong)
    : size_(size),
      strong_(strong),
      layout_(prose_layout(text, {.size = size,
                                  .width = width,
                                  .flush = reads_right_to_left(text) ? formula::Flush::right : formula::Flush::left,
                                  .strong = strong,
                                  .leading = leading,
                                  .after = leading})) {}

float RichText::height() const {
    return layout_.lines.empty() ? 0 : layout_.height + leading * size_;
}

void RichText::draw(ImDrawList& list, ImVec2 at, ImU32 colour, ImU32 emphasis) const {
    draw_prose(list, layout_, {at.x, at.y + leading / 2 * size_}, ImGui::ColorConvertU32ToFloat4(colour),
               ImGui::ColorConvertU32ToFloat4(strong_ ? colour : emphasis));
}

}  // namespace coalesce
