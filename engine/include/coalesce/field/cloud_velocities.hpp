#pragma once

#include "coalesce/field/field.hpp"

namespace coalesce {

/// Computes the velocities of one state, for callers that take no step: v_i = P_{x_i} V m_i, radians per unit of time.
///
/// Few tokens are summed in difference form (field/lumped.hpp): clusters in the pairing phase have speeds that plain
/// sums cannot distinguish from 0. `automatic` is direct up to 50 000 tokens, since for a single field the choice of a
/// mesh pays off from about a second of pairs on.
/// @param out  resized as needed
/// @throws Stopped
void cloud_velocities(const Cloud& cloud, const Model& model, SolverSpec spec, StopToken stop, Vectors& out);

}  // namespace coalesce
