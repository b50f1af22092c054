#pragma once

#include "model/model.hpp"

namespace coalesce::reference {

/// Integrates dx/dt = P_x V K^T Q x / |K^T Q x| by `steps` equal steps of the classical Runge–Kutta scheme.
Vec3 alignment_flow(const Model& model, Vec3 x, double time, int steps);

}  // namespace coalesce::reference
