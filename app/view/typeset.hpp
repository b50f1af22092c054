#pragma once

#include <string>
#include <string_view>

namespace coalesce {

/// Typesets mathematics written in ASCII by superscript and subscript characters: "V K^T Q" becomes "V KᵀQ", "10^-4"
/// "10⁻⁴", "S^2" "S²", "x_i" "xᵢ", "E_max" "Eₘₐₓ", "e^{-β(1 - cos θ)}" "e⁻ᵝ⁽¹⁻ᶜᵒˢᶿ⁾", "W1" "W₁", "log10" "log₁₀". An
/// exponent with a character that has no superscript form is unchanged, and e^{…} then becomes exp(…). Words of the
/// scene file (time_per_second) are unchanged, and so is what stands between dollars, which view/prose.hpp sets. For
/// labels, in which a formula cannot be.
std::string typeset(std::string_view text);

/// Returns UTF-8 text in visual order, left to right, by the Unicode bidirectional algorithm: Hebrew and Arabic are
/// reversed and Arabic letters joined. Other text is unchanged, and so are line breaks.
std::string visual_order(std::string_view text);
/// True if visual_order changes the text.
bool reads_right_to_left(std::string_view text);

/// Shortens text to `width` pixels with an ellipsis at its end; text that fits is unchanged. Cuts between characters of
/// the logical order.
/// @param size  size of the font, pixels; 0: that of the present font
std::string elided(std::string_view text, float width, float size = 0);

/// Wraps text that reads from right to left at `width` pixels (0: at the width of the window) and puts every line into
/// visual order. Other text is unchanged, since Dear ImGui wraps it.
std::string wrapped(const std::string& text, float width = 0);

}  // namespace coalesce
