#pragma once

#include <string>
#include <string_view>

#include "formula/text.hpp"

namespace coalesce {

/// Returns a caption as subtitles show it: emphasis without asterisks, formulas in a line.
inline std::string without_markup(std::string_view caption) {
    return formula::plain(caption);
}

}  // namespace coalesce
