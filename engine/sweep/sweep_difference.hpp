#pragma once

#include <string>
#include <string_view>

namespace coalesce {

/// Says where the texts of two sweeps (to_json) differ: "axes.0.values: found [5,10] and [5,20]"; empty:
/// nowhere.
std::string sweep_difference(std::string_view one, std::string_view other);

}  // namespace coalesce
