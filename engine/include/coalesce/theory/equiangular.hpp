#pragma once

#include "coalesce/model/model.hpp"

namespace coalesce {

/// Returns dρ/dt for n equal tokens of R^d, d ≥ n - 1, with all inner products <x_i,x_j> = ρ, i ≠ j; Q = K = V = Id.
/// The inner products stay equal (MP §5), and
///
///   softmax       dρ/dt = 2(1-ρ)((n-1)ρ+1) / (e^{β(1-ρ)} + n-1)
///   unnormalised  dρ/dt = (2/n) e^{-β(1-ρ)} (1-ρ)((n-1)ρ+1)    in the time of the weights exp(β(<x,y> - 1))/n
///
/// For Q^T K = λ1 Id and V = λ2 Id, of any sign or 0, replace β by β λ1 (unnormalised: the score's bound is then |λ1|,
/// so that a negative β has e^{-|β|(1+ρ)}) and multiply time by λ2.
///
/// @param rho  -1/(n-1) ≤ ρ ≤ 1
double equiangular_rate(Attention attention, double n, double beta, double rho);

/// Returns the power of 1/n by which the rate is below that of β = 0, -log_n(ρ' / ρ'|β=0), with β = γ log n.
///
///   softmax       log_n((n^{γ(1-ρ)} + n-1) / n) -> max(0, γ(1-ρ) - 1) for n → ∞: a transition at γ = 1/(1-ρ)
///   unnormalised  γ(1-ρ) for every n: no transition
double equiangular_rate_exponent(Attention attention, double n, double gamma, double rho);

/// Returns ρ after `time` from `rho`; `time` < 0 goes backwards, which is the flow of V = -Id. For β ≥ 0 the root of
/// the closed form below, to about 1e-13 in a bounded number of steps for any n, β and time; for β < 0 integrated to
/// 1e-10.
double equiangular_curve(Attention attention, double n, double beta, double rho, double time);

/// Returns log10 of the time in which 1-ρ falls from 1-rho to `gap`, 0 < gap < 1-rho. With g = 1-ρ and w = n/(n-1)
///
///   L = ∫ w dg / (g(w-g)) = [log(g / (w-g))]
///   E = ∫ w e^{βg} dg / (g(w-g)) = [Ei(βg) + e^{βw} E1(β(w-g))]
///
/// from `gap` to 1-rho, it is (E + (n-1)L) / 2n for softmax and E/2 for unnormalised attention. Finite also if the time
/// exceeds every double. β ≥ 0.
/// @param rho  > -1/(n-1), < 1
double equiangular_log10_time(Attention attention, double n, double beta, double rho, double gap);

}  // namespace coalesce
