#pragma once

#include "model/model.hpp"

namespace coalesce {

/// n equal tokens of R^d, d ≥ n - 1, all inner products <x_i,x_j> = ρ, i ≠ j; Q = K = V = Id. They stay so, and
/// (Geshkovski et al., A mathematical perspective on transformers)
///
///   softmax       dρ/dt = 2(1-ρ)((n-1)ρ+1) / (e^{β(1-ρ)} + n-1)
///   unnormalised  dρ/dt = (2/n) e^{β(ρ-1)} (1-ρ)((n-1)ρ+1)     with the scale of time exp(β(<Qx,Ky> - s)), s = ‖Q^T K‖
///
/// Q^T K = λ1 Id and V = λ2 Id, of any sign or 0, are β λ1 in place of β (unnormalised: then s = |λ1|, so that a
/// negative β has e^{-|β|(1+ρ)}) and λ2 times the time.
///
/// @param rho  -1/(n-1) ≤ ρ ≤ 1
double equiangular_rate(Attention attention, double n, double beta, double rho);

/// ρ after `time` from `rho`, integrated with error control to 1e-10; before it where time < 0.
double equiangular_curve(Attention attention, double n, double beta, double rho, double time);

/// Time from `rho` until 1-ρ has fallen to `gap` < 1-rho, by quadrature to 1e-8; infinite where it passes 1e300.
/// @param rho  > -1/(n-1)
double equiangular_time(Attention attention, double n, double beta, double rho, double gap);

}  // namespace coalesce
