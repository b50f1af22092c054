#pragma once

#include <string_view>

namespace coalesce {

/// System fonts for characters that the program's fonts lack (Chinese, Japanese, Korean, Thai …), found by fontconfig
/// and merged into Dear ImGui's font. A font is loaded when a text first needs it; a character that no installed font
/// has is drawn as a box. The functions change the font atlas: call them between two frames of Dear ImGui.

/// Loads fonts for the characters of a text.
void provide_glyphs(std::string_view utf8);
/// Loads fonts for the characters that the last frame lacked. Cheap if there are none.
void provide_missing_glyphs();
/// Forgets the loaded fonts; call it when their Dear ImGui context ends.
void forget_system_fonts();

}  // namespace coalesce
