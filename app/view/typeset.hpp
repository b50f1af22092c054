#pragma once

#include <string>
#include <string_view>

namespace coalesce {

/// Mathematics written in ASCII set with the font's raised and lowered characters: "V K^T Q" becomes "V KᵀQ", "10^-4"
/// "10⁻⁴", "S^2" "S²", "x_i" "xᵢ", "E_max" "Eₘₐₓ", "e^{-β(1 - cos θ)}" "e⁻ᵝ⁽¹⁻ᶜᵒˢᶿ⁾", "W1" "W₁", "log10" "log₁₀". An
/// exponent that has a character without a raised form stays as it is; e^{…} then becomes exp(…). Words of the scene
/// file (time_per_second) stay.
std::string typeset(std::string_view text);

/// UTF-8 text in the order in which a line of it is seen, left to right: Hebrew and Arabic reversed and Arabic letters
/// joined by the Unicode bidirectional algorithm. Text without such characters comes back as it is; lines stay lines.
std::string visual_order(std::string_view text);
/// Whether visual_order changes the text.
bool reads_right_to_left(std::string_view text);

/// The longest beginning of `text`, an ellipsis after it, that is at most `width` pixels wide in the present font, or
/// in one of `size` pixels; the whole text where it fits. Cuts between characters of the logical order.
std::string elided(std::string_view text, float width, float size = 0);

/// Text whose lines of the reading order are each in visual order, broken at `width`, or where that is 0 at the width
/// of the window, where that is needed. Text that reads from the left comes back as it is: Dear ImGui breaks it.
std::string wrapped(const std::string& text, float width = 0);

}  // namespace coalesce
