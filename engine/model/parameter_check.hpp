#pragma once

#include "model/parameter.hpp"

namespace coalesce {

/// check_value that throws an Issue, for readers that know the file.
void check_parameter(const ParameterSpec& parameter, const ParameterValue& value);

}  // namespace coalesce
