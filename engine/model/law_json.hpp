#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "coalesce/model/law.hpp"

namespace coalesce {

/// Keys of a law of this kind, "kind" first; empty for an unknown kind.
std::vector<std::string_view> law_keys(std::string_view kind);
/// Reads tokens.law of a scene file. @throws Issue
InitialLaw law_from_json(const nlohmann::json& value, int dimension);
nlohmann::ordered_json law_to_json(const InitialLaw& law, int dimension);

}  // namespace coalesce
