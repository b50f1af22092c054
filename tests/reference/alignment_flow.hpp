#pragma once

#include "reference/types.hpp"

namespace coalesce::reference {

/// Integrates, from `from`, dx/dt = P_x V K^T Q x / |K^T Q x| by `steps` equal steps of the classical Runge–Kutta
/// scheme.
Point alignment_flow(const Model& model, const Point& from, double time, int steps);

}  // namespace coalesce::reference
