#pragma once

#include <vector>

#include "model/cloud.hpp"

namespace coalesce::reference {

/// Computes mean shift by its definition: from every token x <- m/|m|, m = Σ_j α_j exp((<x, x_j> - 1)/w²) x_j over all
/// tokens, until x rests; returns the ends, one per token.
std::vector<Vec3> mean_shift_ends(const Cloud& cloud, double width);

}  // namespace coalesce::reference
