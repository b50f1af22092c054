#pragma once

#include <string_view>

namespace coalesce {

/// Returns the bytes of a file built into the program (shaders/*, the fonts, the icon); empty if there is none of that
/// name. A terminating zero follows the bytes.
std::string_view embedded_file(std::string_view name);

}  // namespace coalesce
