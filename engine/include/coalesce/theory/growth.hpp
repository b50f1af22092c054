#pragma once

#include <string>
#include <vector>

#include "coalesce/model/model.hpp"

namespace coalesce {

/// Linear growth of a ripple about the uniform law, exact at finite β, for Q^T K = λ1 Id, λ1 > 0, and
/// V = λ2 Id, λ2 of either sign; b = βλ1. A law (1 + a(t) cos kθ)/2π, or (1 + a(t) Y_l)/4π on S^2, has a' = rate · a:
///
///   softmax, circle  λ2 k²     I_k(b) / (b I_0(b)) - D k²
///   softmax, S^2     λ2 l(l+1) i_l(b) / (b i_0(b)) - D l(l+1)
///   unnormalised     e^{-b} in place of 1/I_0(b), 1/i_0(b): this program's scale of time, exp(β(<Qx,Ky> - s))
///
/// Why: the velocity is (λ2/b) grad log Z for softmax and (λ2/b) grad Z for unnormalised attention, Z(x) =
/// ∫ e^{b<x,y>} dμ(y) (times e^{-b}), and cos kθ and Y_l are eigenfunctions of the kernel (Funk–Hecke).
struct GrowthLaw {
    bool valid = false;          ///< the assumptions hold
    std::string why_not;         ///< the assumption that fails; empty if valid
    int dimension = 3;           ///< d
    double lambda2 = 0;          ///< V = λ2 Id, per unit of time
    double noise = 0;            ///< D, radians² per unit of time
    std::vector<double> factor;  ///< kernel eigenvalue over b, by k or l; 0 past the end

    /// Growth rate of wave number k ≥ 0 on the circle, of degree l = k on S^2, per unit of time. 0 unless valid.
    double rate(int k) const;
    /// The k or l of largest rate; 0 if nothing grows. On the circle it is the number of clusters that a nearly uniform
    /// start first forms, about sqrt(2b). On S^2 it is a degree, not a number of clusters: neighbouring maxima of a
    /// degree-l pattern are about 2π/(l + 1/2) apart, and their number depends on the pattern.
    int fastest = 0;
    /// Amplitude at time t of a ripple of amplitude a0 at time 0, while it is small; without noise.
    double predicted_amplitude(int k, double a0, double t) const;

    /// Mean and standard deviation of log(A(t)/A(0)), A = |c| the length of a ripple's n components (2 on the circle,
    /// 2l+1 on S^2; harmonic_amplitudes), among `tokens` equal tokens.
    ///
    /// Noise feeds the ripple. By Itô, for c = Σ_j α_j f(x_j) with f an eigenfunction of -Δ for the stiffness s (k² or
    /// l(l+1)) and dx_j = v dt + sqrt(2D) dW_j,
    ///
    ///   dc = rate · c dt + dM,   d<M> = 2D Σ_j α_j² Σ_m |∇f_m(x_j)|² dt = (2D s/N) dt in all n components together,
    ///
    /// the rate with its -Ds from Itô's second term, and Σ_m |∇f_m|² = s for f normalised as the amplitudes are. So
    /// c(t) = e^{rate t} (c(0) + Z), Z normal with E|Z|² = q = (2D s/N) (1 - e^{-2 rate t})/(2 rate), and A(t)² is
    /// e^{2 rate t} q/n times a non-central χ² of n degrees and non-centrality λ = n A(0)²/q: a Poisson mixture (mean
    /// λ/2) of χ² with n + 2J degrees, whose logarithm has mean ψ(n/2 + J) + log 2 and variance ψ'(n/2 + J).
    struct LogGrowth {
        double mean = 0, deviation = 0;
    };
    /// @param a0  length A(0) of the ripple at time 0, > 0
    LogGrowth log_growth(int k, double a0, double t, double tokens) const;
};
/// Time after which chance dominates backward heat: the chance ripples of N independent tokens, sqrt(modes/N) of the
/// density, modes the number up to the fastest growing one, have grown to 0.3 of it. The limit N → ∞ has no such
/// ripples and ends there. Softmax, Q^T K = λ1 Id, V = λ2 Id, λ1, λ2 > 0.
/// @param dimension  2: on a circle, 3: on S^2   @param sharpness  βλ1, 0 < βλ1 ≤ 1e8; above: +inf
double chance_time(int dimension, double sharpness, double lambda2, double tokens);

/// Checks in turn: causal, 0 < b ≤ 1e8, Q^T K a positive multiple of Id, V a multiple of Id.
GrowthLaw growth_law(const Model& model);

}  // namespace coalesce
