#pragma once

#include <functional>

namespace coalesce::studies {

/// Receives the finished fraction, 0 to 1; may throw to end the computation.
using Progress = std::function<void(double)>;

}  // namespace coalesce::studies
