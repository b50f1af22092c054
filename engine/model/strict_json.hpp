#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace coalesce {

/// Parses JSON and rejects what the format leaves to the reader: duplicate keys, numbers beyond double (1e999), nesting
/// deeper than 16 (a scene needs 5), invalid UTF-8.
///
/// @throws Issue with the path of the first error
nlohmann::json parse_strict_json(std::string_view text);

/// Formats a value for a message: its JSON, shortened.
std::string shown(const nlohmann::json& value);

}  // namespace coalesce
