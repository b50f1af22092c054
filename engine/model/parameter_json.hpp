#pragma once

#include <nlohmann/json_fwd.hpp>

#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// Reads a parameter of any kind but matrix, law and events, which need the dimension; its range is not checked.
/// @throws Issue at the parameter's key
ParameterValue read_plain(const ParameterSpec& parameter, const nlohmann::json& value);

}  // namespace coalesce
