#pragma once

#include <string>

#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// Formats a number with the fewest digits that read back as the same number, as in a scene file: 3.2, not
/// 3.2000000000000002.
std::string script_text(double value);
/// Returns a parameter's value as written in a scene file, strings without quotes; of a law its kind.
std::string script_text(const ParameterValue& value);

}  // namespace coalesce
