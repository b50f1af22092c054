#pragma once

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// A quiet start: the uniform law with a ripple in every mode and no sampling noise, as weighted tokens on a quadrature
/// grid. On the circle, `resolution` equal steps of the angle and masses ∝ 1 + a Σ_k cos(kθ + φ_k); on S^2
/// Gauss–Legendre nodes × 2 `resolution` equal steps of the azimuth and masses ∝ weight · (1 + a Σ_l P_l(<c,x>)).
/// Phases and the axis c are generic, so that no ripple is aligned with the grid.
///
/// Sums over tokens equal integrals to rounding if the summand has no modes from `resolution` on (S^2: 2 `resolution`):
/// e^{β<x,y>} falls like e^{-k²/2β} in mode k.
///
/// @param largest    modes 1 … largest, < resolution / 2
/// @param amplitude  a of every mode; a · largest < 1
Cloud rippled_cloud(int dimension, int resolution, int largest, double amplitude);

}  // namespace coalesce
