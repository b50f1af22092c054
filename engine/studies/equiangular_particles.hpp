#pragma once

#include <functional>
#include <span>
#include <vector>

#include "coalesce/model/model.hpp"

namespace coalesce {

/// Moves n equal tokens of R^n, initially with all inner products <x_i,x_j> = rho, i ≠ j, by direct attention in all
/// their coordinates, Q = K = V = Id, without the equation of equiangular_curve.
///
/// Dormand–Prince steps with an error of 1e-12 a coordinate and step. Their number does not grow with β or the times:
/// slow tokens take long steps, and once 1-ρ < 1e-14 all later times get that ρ. O(n³) a stage.
/// Unnormalised attention has the weights exp(β(<x_i,x_j> - 1))/n.
///
/// @param rho    0 ≤ ρ ≤ 1
/// @param times  rising, ≥ 0
/// @param reached  receives the number of times done; may throw
/// @return       mean inner product of two tokens at each time
std::vector<double> equiangular_particles(Attention attention, int n, double beta, double rho,
                                          std::span<const double> times,
                                          const std::function<void(std::size_t)>& reached = {});

/// Returns dρ/dt of these tokens at the start: the mean over pairs of <v_i,x_j> + <x_i,v_j>, from the velocities of all
/// tokens.
double equiangular_particle_rate(Attention attention, int n, double beta, double rho);

}  // namespace coalesce
