#pragma once

#include <string_view>

namespace coalesce {

/// Fonts of the system for characters that Coalesce's own lack (Chinese, Japanese, Korean, Thai …), found by fontconfig
/// and merged into Dear ImGui's. None is read before a text needs it; a character that no installed font has stays the
/// replacement box. The atlas changes: call between two frames of Dear ImGui.

/// For the characters of this text.
void provide_glyphs(std::string_view utf8);
/// For those that the frame before asked for in vain. Cheap where there are none.
void provide_missing_glyphs();
/// When the context that they were read for ends.
void forget_system_fonts();

}  // namespace coalesce
