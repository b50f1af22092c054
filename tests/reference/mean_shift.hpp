#pragma once

#include <vector>

#include "reference/types.hpp"

namespace coalesce::reference {

/// Computes mean shift by its definition: from every token x <- m/|m|, m = Σ_j α_j exp((<x, x_j> - 1)/w²) x_j over all
/// tokens, until x rests; returns the ends, one per token.
std::vector<Point> mean_shift_ends(const Tokens& cloud, double width);

}  // namespace coalesce::reference
