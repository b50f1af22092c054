#pragma once

#include <string>
#include <vector>

#include "coalesce/model/scene.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce {

/// Constants of the heat limit on E_max, a great circle, S^1 or all of S^2, for any initial law.
struct HeatRegime {
    bool valid = false;   ///< the assumptions hold
    std::string why_not;  ///< the assumption that fails; empty if valid
    double lambda1 = 0;   ///< of Q^T K on E_max
    double gamma = 1;     ///< +1 sharpens (backward heat), -1 spreads
    double kappa = 0;     ///< κ = λ2/(λ1 β), radians² per unit of time

    /// See theory/growth.hpp; +inf forward. @param on_circle  true if E_max is a circle  @param tokens  N
    double chance_time(const Model& model, bool on_circle, double tokens) const;
};
/// Checks in turn: softmax, no noise, not causal, β > 0, E_max more than a pair of points and nothing rotating on it,
/// <y, Q^T K x> = λ1 <y, x> and V x = γ λ2 x for x, y in it with λ1, λ2 > 0 (within 1e-9 of the matrices' norms).
HeatRegime heat_regime(const Model& model, const LeadingSpace& space);

/// Mixtures of more components are neither compared nor drawn: each component is evaluated at every place and time
/// shown, and ten thousand would delay a frame for seconds.
constexpr std::size_t most_heat_components = 256;
/// Returns "only mixtures of up to 256 components are compared"; empty if there are no more.
std::string too_many_components(std::size_t components);

/// The heat limit on a circle (MS prop. 3.9) for one scene: ∂_t μ = -γ κ Δμ on E_max, κ = λ2/(λ1 β), if Q^T K = λ1 Id
/// and V = γ λ2 Id on E_max and the law that arrives there is a mixture of wrapped normals in the plane's angle.
///
/// The heat phase is taken to start at t = 0 on S^2 too. No later start fits better: tokens already feel the azimuthal
/// gradient on their way to E_max, divided by cos² of their elevation (measured for diag(1, 1, 1/2), std 0.2: at β =
/// 200 the azimuths run ahead of the law by up to 0.6 during alignment, then fall behind by as much before the
/// collapse). They fall behind because of the finite kernel: it sees variances s² + 1/β, so that sharpening is slower
/// by s²/(s² + 1/β), 0.3 at β = 10. Means are right at any β while components stay apart.
struct HeatTheory {
    bool valid = false;                  ///< the assumptions hold
    std::string why_not;                 ///< the assumption that fails, for the greyed overlay; empty if valid
    LeadingSpace space;                  ///< the circle on which the angle is measured
    double gamma = 1;                    ///< +1 sharpens (backward heat), -1 spreads
    double kappa = 0;                    ///< radians² per unit of time
    std::vector<WrappedNormal> initial;  ///< in the angle of plane_angles(); std as of the start of the heat phase
    double tokens = 0;                   ///< N
    double collapse_time = 0;            ///< backward: min s_k²/(2κ); +inf forward
    double chance_time = 0;              ///< backward: see theory/growth.hpp; +inf forward

    /// Returns why the limit does not apply at `time`, past its collapse or its chance_time; empty if it does.
    std::string over_at(double time) const;
    /// Returns why there is no curve at `time`: a failing assumption, its end, or too many components.
    std::string no_density_at(double time) const;
    /// Variances s_k² - 2γκt. From its collapse on a component is a point mass: std 0.
    std::vector<WrappedNormal> at(double time) const;
};

/// Returns "backward heat collapsed at t = …" or the like; empty before both times.
std::string heat_over(double time, double collapse, double chance, double tokens);

/// Makes heat_regime on a circle with the initial law there: a mixture on S^1; azimuthal on S^2 if the alignment flow
/// conserves the azimuth.
HeatTheory heat_theory(const Scene& scene);

/// Mass of `mixture` on [-π, angle], for circle_w1; weights are scaled to sum 1, point masses (std 0) allowed.
double cumulative(const std::vector<WrappedNormal>& mixture, double angle);

}  // namespace coalesce
