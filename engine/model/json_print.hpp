#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace coalesce {

/// Prints JSON for people: a list or an object on one line if it fits, else one entry a line.
/// @param open_levels  objects down to this level below the root always have one key a line
std::string printed(const nlohmann::ordered_json& value, std::size_t open_levels);

}  // namespace coalesce
