#pragma once

#include <string>
#include <string_view>

namespace coalesce {

/// Shows a path as UTF-8 text, for widgets and JSON: file names are bytes of any encoding. A byte that is not part of a
/// UTF-8 character, and a control character, becomes `\xHH` (lower-case hexadecimal); a backslash that would read as
/// such an escape becomes `\x5c`.
std::string shown_path(std::string_view bytes);
/// Reads such a text back: read_path(shown_path(b)) = b.
std::string read_path(std::string_view text);

}  // namespace coalesce
