#pragma once

#include "coalesce/studies/single_location_crowd.hpp"

namespace coalesce {

/// Attention to the informative token, p = 1/(1 + e^{-(cμ-ψ)βd}), and to all others, 1 - p, each to full relative
/// accuracy.
struct Located {
    double p = 0, miss = 0;
};
Located located(const SingleLocation& settings, double mu);

/// Risk without label noise, for d → ∞:
///
///   R̄ = E[(p σ(a + γG1) + (1-p) m - σ(γG2))²] + (1-p)² s²,  a = cζ√d,  corr(G1, G2) = ν
///
/// with mean m and variance s² of crowd_answer(), in closed form for every link: moments of a Gaussian, for relu and
/// sign of two, by the normal distribution function and Owen's T. Error about 1e-14 of E[σ(γG)²] + a² + m²; tests
/// compare it with the double integral and with Monte Carlo.
double mean_risk(const SingleLocation& settings, const OrderParameters& at);
/// Risk of SLR prop. 1: the same with m = σ(b), b = ρr√d, and s = 0. It is the limit only where p = 1 or σ(b) ≫ 1.
double paper_risk(const SingleLocation& settings, const OrderParameters& at);

/// Reason why a finite d may deviate from R̄.
enum class Departure {
    none,        ///< attention has found the token, or is spread over very many others
    step,        ///< cμ is within 3γ/√d of ψ, the width of the step of p at finite d
    few_weights  ///< β > β_c and cμ < ψ: corrections to the few weights are of order log d / d times the exponent βd
};
Departure departure(const SingleLocation& settings, double mu);

/// Partial derivatives of R̄, which does not depend on η.
struct RiskGradient {
    double mu = 0, nu = 0, zeta = 0, rho = 0;
};
/// For sign, ∂_ν is infinite at |ν| = 1, ζ = 0.
RiskGradient risk_gradient(const SingleLocation& settings, const OrderParameters& at);

/// Half of ∂R̄/∂p at ζ = ρ = 0: negative where attention is drawn to the informative token. The sign stays right where
/// p is 1 to rounding.
double attention_slope(const SingleLocation& settings, double mu, double nu);
/// Returns the p at which ∂R̄/∂p = 0, ζ = ρ = 0; may lie outside (0, 1).
double balanced_attention(const SingleLocation& settings, double nu);
/// C(ν) = E[σ(G1) σ(G2)], its derivative, and m2 = E[σ(G)²].
struct LinkCorrelation {
    double value = 0, slope = 0, square = 0;
};
LinkCorrelation link_correlation(Link link, double nu);

}  // namespace coalesce
