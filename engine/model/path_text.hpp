#pragma once

#include <string>
#include <string_view>

namespace coalesce {

/// A path as UTF-8 text, for widgets and JSON: names of files are bytes, of any encoding or of none. A byte that is no
/// part of a UTF-8 character, or a control character, becomes \xHH (two lower-case hexadecimal digits), and a backslash
/// that would read as such an escape becomes \x5c: read_path gives the same bytes back.
std::string shown_path(std::string_view bytes);
std::string read_path(std::string_view text);

}  // namespace coalesce
