#pragma once

#include "coalesce/studies/single_location.hpp"

namespace coalesce {

/// The softmax over the L - 1 uninformative tokens as a random energy model (SLR; Derrida 1981): their scores
/// are independent Gaussians, L - 1 = e^{αd} of them.
struct RandomEnergy {
    double alpha = 0;   ///< log(L-1) / d
    double beta_c = 0;  ///< √(2α): above it few tokens take all of the attention
    double r = 0;       ///< <x, u>/√d of the tokens that attract attention: min(β, β_c)
    double phi = 0;     ///< free energy: α + β²/2 below β_c, β β_c above
    double psi = 0;     ///< φ/β: the informative token wins where cμ > ψ

    /// E Σ w² over the uninformative tokens for d → ∞: 0 below β_c, 1 - β_c/β above.
    double overlap(double beta) const { return beta > beta_c ? 1 - beta_c / beta : 0; }
};
RandomEnergy random_energy(const SingleLocation& settings);
/// Takes any α, not only that of a whole L.
RandomEnergy random_energy(double alpha, double beta);

/// Law of Y = Σ_l w_l σ(<x_l, v>) over the uninformative tokens, for d → ∞: the answer of a head that has not found the
/// informative token. With b = ρ r √d and G ~ N(0, 1)
///
///   β < β_c   no weight dominates, Y is the number E σ(b + G)
///   β > β_c   a few weights dominate and each brings an independent draw: mean E σ(b + √(1-ρ²) G), variance
///             (1 - β_c/β) Var σ(b + √(1-ρ²) G)
///
/// SLR prop. 1 has the number σ(b) instead, which keeps powers of √d only. The law is continuous at β_c except for the
/// ρ² G² of the mean, which is 1/(r²d) of b²: where b matters at all it is of higher order in 1/d.
struct CrowdAnswer {
    double mean = 0, variance = 0;
    double mean_rho = 0,
           variance_rho = 0;  ///< derivatives by ρ; at |ρ| = 1, where those of relu and sign diverge, by b alone
};
CrowdAnswer crowd_answer(const SingleLocation& settings, double rho);

}  // namespace coalesce
