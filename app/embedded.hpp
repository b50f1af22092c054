#pragma once

#include <string_view>

namespace coalesce {

/// Bytes of a file built into the program (shaders/*, the fonts) by its name; empty when there is none of that name.
/// A terminating zero follows the bytes.
std::string_view embedded_file(std::string_view name);

}  // namespace coalesce
