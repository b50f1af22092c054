#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formula/node.hpp"

namespace coalesce::formula {

/// Reads a formula without its dollars. Commands that are not known become nodes of kind `typed`, with a line in
/// `problems`; where the formula as a whole has no structure (a brace without its partner) it is one such node.
/// @param source  valid UTF-8
Node parse_formula(std::string_view source, std::vector<std::string>& problems);

}  // namespace coalesce::formula
