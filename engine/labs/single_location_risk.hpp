#pragma once

#include "labs/single_location.hpp"

namespace coalesce {

/// The softmax over the L - 1 uninformative tokens as a random energy model (SLR; Derrida 1981): their scores are
/// independent Gaussians, L - 1 = e^{αd} of them.
struct RandomEnergy {
    double alpha = 0;   ///< log(L-1) / d
    double beta_c = 0;  ///< √(2α): above it few tokens take all of the attention
    double r = 0;       ///< min(β, β_c): <x, u>/√d of those that do
    double phi = 0;     ///< free energy: α + β²/2 below β_c, β β_c above
    double psi = 0;     ///< φ/β: the informative token wins where cμ > ψ
};
RandomEnergy random_energy(const SingleLocation& settings);
/// The same for any α, and not that of a whole L.
RandomEnergy random_energy(double alpha, double beta);

/// Attention on the informative token, p = 1/(1 + e^{-(cμ-ψ)βd}), and off it, 1 - p, each to full relative accuracy.
struct Located {
    double p = 0, miss = 0;
};
Located located(const SingleLocation& settings, double mu);

/// The risk without label noise (SLR prop. 1), asymptotic in d:
///
///   R̄ = E[(p σ(a + γG1) + (1-p) σ(b) - σ(γG2))²],  a = cζ√d,  b = ρr√d,  corr(G1, G2) = ν
///
/// in closed form for every link: moments of a Gaussian, for relu and sign of two, by the normal distribution function
/// and Owen's T. To about 1e-14 of E[σ(γG)²] + a², tests compare it with the double integral.
double mean_risk(const SingleLocation& settings, const OrderParameters& at);

/// Partial derivatives of R̄; it does not depend on η.
struct RiskGradient {
    double mu = 0, nu = 0, zeta = 0, rho = 0;
};
/// Where relu has no derivative (b = 0) that of its left side. For sign ∂_ν is infinite at |ν| = 1, ζ = 0.
RiskGradient risk_gradient(const SingleLocation& settings, const OrderParameters& at);

/// ∂R̄/∂p over 2γ^{2k} at ζ = ρ = 0: negative where attention is drawn to the informative token. The sign is right also
/// where p has long become 1.
double attention_slope(const SingleLocation& settings, double mu, double nu);
/// C(ν) = E[σ(G1) σ(G2)] and its derivative, and m2 = E[σ(G)²].
struct LinkCorrelation {
    double value = 0, slope = 0, square = 0;
};
LinkCorrelation link_correlation(Link link, double nu);

}  // namespace coalesce
