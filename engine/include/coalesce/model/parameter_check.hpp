#pragma once

#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// Checks as check_value does but throws Issue, for readers that know the file.
void check_parameter(const ParameterSpec& parameter, const ParameterValue& value);

}  // namespace coalesce
