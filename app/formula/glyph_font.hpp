#pragma once

#include <string>

namespace coalesce::formula {

/// Dear ImGui finds glyphs by 16-bit characters, which pieces of brackets have not and italic letters exceed. The font
/// that it gets of formulas therefore names glyph n by the character `first_glyph_code` + n.
inline constexpr unsigned first_glyph_code = 0x100;
/// Size that Dear ImGui loads it at. Its reach is set to one em above the base line: sizes in ImGui are em.
inline constexpr float glyph_font_size = 16;

/// Returns the built-in mathematical font with these names.
const std::string& glyph_font();

}  // namespace coalesce::formula
