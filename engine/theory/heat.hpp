#pragma once

#include <string>
#include <vector>

#include "model/scene.hpp"
#include "theory/alignment.hpp"

namespace coalesce {

/// The heat limit of papers.md §3 for one scene: ∂_t μ = -γ κ Δμ on E_max, κ = λ2/(λ1 β), where Q^T K = λ1 Id and
/// V = γ λ2 Id on E_max and the law that arrives there is a mixture of wrapped normals in the plane's angle.
struct HeatTheory {
    bool valid = false;
    std::string why_not;  ///< the assumption that fails, for the greyed overlay; empty when valid
    LeadingSpace space;   ///< the circle on which the angle is measured
    double gamma = 1;     ///< +1 sharpens (backward heat), -1 spreads
    double kappa = 0;
    std::vector<WrappedNormal> initial;  ///< in the angle of plane_angles(); std as of the start of the heat phase
    double collapse_time = 0;            ///< backward: min s_k²/(2κ); +inf forward

    /// Variances s_k² - 2γκt. At or past the collapse a component is a point mass: std 0.
    std::vector<WrappedNormal> at(double time) const;
};

/// Checks the assumptions in turn: softmax, no noise, not causal, β > 0, E_max a circle, Q^T K and V scalar on it,
/// an initial law that is known there (mixture on S^1; azimuthal on S^2 with the azimuth conserved).
HeatTheory heat_theory(const Scene& scene);

/// Mass of `mixture` on [-π, angle], for circle_w1; point masses allowed.
double cumulative(const std::vector<WrappedNormal>& mixture, double angle);

}  // namespace coalesce
