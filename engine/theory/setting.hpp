#pragma once

#include <string>

#include "model/model.hpp"

namespace coalesce {

/// The first assumption that the large-β limits share and `model` fails: softmax, no noise, not causal, β > 0. Empty
/// when all hold.
std::string failing_setting(const Model& model);

}  // namespace coalesce
