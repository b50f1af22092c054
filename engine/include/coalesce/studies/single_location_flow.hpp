#pragma once

#include <string_view>
#include <vector>

#include "coalesce/studies/single_location.hpp"

namespace coalesce {

/// Gradient flow of R̄ on the two spheres, u' = -P_u ∇_u R̄ and v' = -P_v ∇_v R̄, closed in the order parameters. With
/// T1 … T4 the derivatives of R̄ by μ, ν, ζ, ρ
///
///   μ' = -T1(1-μ²) - T4(ζ-ρμ)            η' = T1 μη - T4(ν-ρη)
///   ν' = -T2(1-ν²) + T3 ζν - T4(η-ρν)    ζ' = -T3(1-ζ²) + T2 νζ - T4(μ-ρζ)
///   ρ' = -T1(ζ-μρ) - T2(η-νρ) - T3(μ-ζρ) - 2 T4(1-ρ²)
///
/// SLR has the flow of r → 0, where R̄ does not depend on ρ and T4 = 0. For r > 0 ρ has its own equation: below the
/// step <u,v> moves the mean that a head reads off the wrong tokens, and their scatter. At ζ = η = ρ = 0, T4 is 0 for
/// linear and quadratic links, which are odd and even in b. Not for the sign link.
OrderParameters order_velocity(const SingleLocation& settings, const OrderParameters& at);

/// Takes one step of projected Riemannian gradient descent on R̄ itself, from vectors with these order parameters: u <-
/// normalise(u - step P_u ∇_u R̄), v likewise: descent on infinitely many samples.
OrderParameters order_step(const SingleLocation& settings, const OrderParameters& at);

/// Step length above which descent overshoots at the teacher instead of settling: 2 over -dζ'/dζ, the fastest of
/// the flow's rates there. With p = 1 it is 2/(2c²d + 2γ²) for a linear link and 2/(8γ²c²d + 8γ⁴) for a quadratic one,
/// which SLR's 0.01 exceeds by a hundredth at its d and γ. Infinite if the teacher does not attract.
double longest_stable_step(const SingleLocation& settings);

/// Theory of a descent, iteration by iteration: the flow, with error control to 1e-9, and the finite-step map.
///
/// One iteration takes the time `step`: the loss is the mean of squares, not half of it, and the Riemannian gradient is
/// not scaled by d. The map is the flow's Euler scheme except for the return to the sphere: the two differ where step ·
/// 2c²d, the rate at which ζ falls for a linear link, is no longer small (SLR's settings have 1; see
/// longest_stable_step).
class OrderFlow {
  public:
    OrderFlow(const SingleLocation& settings, const OrderParameters& start);
    void advance();
    const OrderParameters& flow() const { return flow_; }
    const OrderParameters& map() const { return map_; }

  private:
    SingleLocation settings_;
    OrderParameters flow_, map_;
    double trial_;  ///< next trial step of the integrator
};

enum class Stability {
    sink,
    source,
    saddle,
    degenerate  ///< an eigenvalue is 0: relu's at ν = -1, or p is 0 or 1 to rounding
};
std::string_view word_of(Stability stability);

/// A fixed point of the flow in the plane (μ, ν) at ζ = η = ρ = 0. For linear and quadratic links the flow stays in
/// that plane; for relu it leaves it, and this is the flow's component in the plane.
struct FixedPoint {
    double mu = 0, nu = 0;
    double jacobian[2][2] = {};  ///< rows: μ', ν'; columns: by μ, ν
    double rates[2] = {};        ///< real parts of its eigenvalues
    Stability stability = Stability::degenerate;
};
/// Finds all: μ = ±1, or the μ of balanced p, ∂R̄/∂p = 0; ν = ±1, or a zero of C'(ν). With m and s² of crowd_answer()
/// over γ^k and γ^{2k}, and m1 = E σ(G), p = (C + D) / (m2 + D), D = m² + s² - 2 m m1. None for the sign link.
std::vector<FixedPoint> fixed_points(const SingleLocation& settings);

/// The γ above which even the oracle (1, 1) does not locate, c = ψ; 0 if ψ ≥ 1 and it never does.
double critical_gamma(double alpha, double beta);

}  // namespace coalesce
