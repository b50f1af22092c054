#pragma once

#include <string_view>

namespace coalesce {

/// Names that Phase::name can have.
inline constexpr std::string_view phase_words[] = {"alignment", "heat",   "pairing", "clustering",
                                                   "spreading", "steady", "turning", "mixing"};

}  // namespace coalesce
