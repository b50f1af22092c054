#pragma once

#include <imgui.h>

#include <string_view>

#include "formula/layout.hpp"

namespace coalesce {

/// Text with formulas on the screen and in films: "Tokens wait about $e^{c\beta}$ *layers*" (formula/text.hpp). Words
/// are in the present font of Dear ImGui, emphasis in the semibold one.

/// Returns the text set into lines; kept for the next frames. The reference holds until the next call. Pixels.
const formula::Layout& prose_layout(std::string_view source, const formula::Setting& setting);

/// Draws it. @param at  upper left corner  @param strong  colour of emphasis
void draw_prose(ImDrawList& list, const formula::Layout& layout, ImVec2 at, ImVec4 text, ImVec4 strong);

/// Draws text at the cursor, as ImGui::TextWrapped does: in the style's text colour, in lines as wide as the window or
/// as ImGui::PushTextWrapPos says. What is not understood is said in a tooltip.
void show_prose(std::string_view source);
/// The same in another colour, and in semibold letters.
void show_prose(std::string_view source, ImVec4 colour, bool strong = false);

}  // namespace coalesce
