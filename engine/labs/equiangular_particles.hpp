#pragma once

#include <functional>
#include <span>
#include <vector>

#include "model/model.hpp"

namespace coalesce {

/// n equal tokens of R^n that start with all inner products <x_i,x_j> = rho, i ≠ j, and move by direct attention in all
/// their coordinates, Q = K = V = Id. The equation of equiangular_curve is not used.
///
/// Dormand–Prince steps with an error of 1e-12 a coordinate and step. Their number does not grow with β or the times:
/// tokens that hardly move take long steps, and where 1-ρ < 1e-14 the rest of the times has that ρ. O(n³) a stage.
/// Unnormalised attention has the weights exp(β(<x_i,x_j> - 1))/n.
///
/// @param rho    0 ≤ ρ ≤ 1
/// @param times  rising, ≥ 0
/// @param reached  told the number of times that are done; may throw
/// @return       the mean inner product of two tokens at each of the times
std::vector<double> equiangular_particles(Attention attention, int n, double beta, double rho,
                                          std::span<const double> times,
                                          const std::function<void(std::size_t)>& reached = {});

/// dρ/dt of these tokens at the start: the mean over pairs of <v_i,x_j> + <x_i,v_j>, from the velocities of all of
/// them.
double equiangular_particle_rate(Attention attention, int n, double beta, double rho);

}  // namespace coalesce
