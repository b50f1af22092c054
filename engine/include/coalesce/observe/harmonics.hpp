#pragma once

#include <vector>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// Returns amplitudes of the cloud's law by wave number or degree, from entry 0 (total mass, 1) to `largest`:
///
///   circle  |Σ_j α_j e^{-ikθ_j}|
///   S^2     sqrt( 4π/(2l+1) Σ_m |Σ_j α_j Y_lm(x_j)|² ) = sqrt( Σ_ij α_i α_j P_l(<x_i,x_j>) )
///
/// Both are invariant under rotation, 1 for a point mass and about 1/sqrt(N) for N independent uniform tokens. The law
/// (1 + a cos kθ)/2π has a/2 at k; (1 + a P_l(<c,x>))/4π has a/(2l+1) at l.
///
/// Cost O(N K), O(N L²) on S^2; bits do not depend on threads. Absolute error about 1e-16 (largest + 1).
/// @param largest  0 ≤ largest ≤ 1000; above, sin^m of a polar angle underflows too early on S^2
std::vector<double> harmonic_amplitudes(const Cloud& cloud, int largest);

}  // namespace coalesce
