#pragma once

#include "model/model.hpp"

namespace coalesce {

/// n equal tokens of R^d, d ≥ n - 1, all inner products <x_i,x_j> = ρ, i ≠ j; Q = K = V = Id. They stay so
/// (MP §5), and
///
///   softmax       dρ/dt = 2(1-ρ)((n-1)ρ+1) / (e^{β(1-ρ)} + n-1)
///   unnormalised  dρ/dt = (2/n) e^{-β(1-ρ)} (1-ρ)((n-1)ρ+1)    in the time of the weights exp(β(<x,y> - 1))/n
///
/// Q^T K = λ1 Id and V = λ2 Id, of any sign or 0, are β λ1 in place of β (unnormalised: the score's bound is then |λ1|,
/// so that a negative β has e^{-|β|(1+ρ)}) and λ2 times the time.
///
/// @param rho  -1/(n-1) ≤ ρ ≤ 1
double equiangular_rate(Attention attention, double n, double beta, double rho);

/// By which power of 1/n the rate lies below that of β = 0, -log_n(ρ' / ρ'|β=0), with β = γ log n.
///
///   softmax       log_n((n^{γ(1-ρ)} + n-1) / n) -> max(0, γ(1-ρ) - 1) for n → ∞: a transition at γ = 1/(1-ρ)
///   unnormalised  γ(1-ρ) for every n: no transition
double equiangular_rate_exponent(Attention attention, double n, double gamma, double rho);

/// ρ after `time` from `rho`; before it where `time` < 0, which is the way of V = -Id. For β ≥ 0 the root of the closed
/// form below, to about 1e-13 in a bounded number of steps for any n, β and time; for β < 0 integrated to 1e-10.
double equiangular_curve(Attention attention, double n, double beta, double rho, double time);

/// log10 of the time from `rho` until 1-ρ has fallen to `gap`, 0 < gap < 1-rho. With g = 1-ρ and w = n/(n-1)
///
///   L = ∫ w dg / (g(w-g)) = [log(g / (w-g))]
///   E = ∫ w e^{βg} dg / (g(w-g)) = [Ei(βg) + e^{βw} E1(β(w-g))]
///
/// from `gap` to 1-rho, it is (E + (n-1)L) / 2n for softmax and E/2 for unnormalised attention. Finite also where the
/// time exceeds every double. β ≥ 0.
/// @param rho  > -1/(n-1), < 1
double equiangular_log10_time(Attention attention, double n, double beta, double rho, double gap);

}  // namespace coalesce
