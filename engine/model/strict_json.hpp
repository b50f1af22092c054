#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace coalesce {

/// JSON without what the format leaves to the reader: a duplicate key, a number that no double holds (1e999), nesting
/// deeper than 16 (a scene needs 5), and invalid UTF-8 are errors.
///
/// @throws Issue with the path at which the text stops making sense
nlohmann::json parse_strict_json(std::string_view text);

/// A value as a message shows it: the JSON itself, shortened.
std::string shown(const nlohmann::json& value);

}  // namespace coalesce
