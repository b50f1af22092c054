#pragma once

#include <span>
#include <vector>

#include "model/model.hpp"

namespace coalesce {

/// n equal tokens of R^n that start with all inner products <x_i,x_j> = rho, i ≠ j, and move by direct attention in all
/// their coordinates, Q = K = V = Id: what equiangular_curve says of them is not used.
///
/// Classical Runge–Kutta steps no longer than `step`, normalised after each. O(n³) a stage. The scale of time of
/// unnormalised attention is contract.md's, exp(β(<x_i,x_j> - 1)).
///
/// @param rho    0 ≤ ρ ≤ 1
/// @param times  rising, ≥ 0
/// @return       the mean inner product of two tokens at each of the times
std::vector<double> equiangular_particles(Attention attention, int n, double beta, double rho,
                                          std::span<const double> times, double step);

/// dρ/dt of these tokens at the start: the mean over pairs of <v_i,x_j> + <x_i,v_j>, from the velocities of all of
/// them.
double equiangular_particle_rate(Attention attention, int n, double beta, double rho);

}  // namespace coalesce
