#pragma once

#include <string>
#include <vector>

#include "coalesce/model/scene.hpp"
#include "coalesce/theory/heat.hpp"

namespace coalesce {

/// Heat kernel at heat time τ ≥ 0 about a point of S^2; 0: a point mass, +inf: uniform.
struct SphereComponent {
    double weight = 1;   ///< > 0
    Vec3 mean{1, 0, 0};  ///< unit vector
    double tau = 0;      ///< τ, radians²; the law's standard deviation is sqrt(2τ) while small
};

/// The heat limit on S^2 if E_max is everything (MS prop. 3.9): ∂_t μ = -γ κ Δμ, κ = λ2/(λ1 β), so that a mixture of
/// heat kernels stays one, with heat times τ_k(t) = std_k²/2 - γκt.
struct SphereHeat {
    bool valid = false;                    ///< the assumptions hold
    std::string why_not;                   ///< the assumption that fails, for the greyed overlay; empty if valid
    double gamma = 1;                      ///< +1 sharpens (backward heat), -1 spreads
    double kappa = 0;                      ///< radians² per unit of time
    std::vector<SphereComponent> initial;  ///< weights sum to 1
    double collapse_time = 0;              ///< backward: min τ_k(0)/κ; +inf forward and for the uniform law
    double chance_time = 0;                ///< backward: see theory/growth.hpp; +inf forward
    double tokens = 0;                     ///< N
    bool uniform = false;                  ///< the initial law is uniform, which the heat equation preserves

    /// Returns why the limit does not apply at `time`, past its collapse or its chance_time; empty if it does.
    std::string over_at(double time) const { return heat_over(time, collapse_time, chance_time, tokens); }

    /// Mixture at `time`. From its collapse on a component is a point mass: τ = 0.
    std::vector<SphereComponent> at(double time) const;
    /// Density per steradian; a point mass is +inf at its point and 0 elsewhere.
    double density(double time, const Vec3& x) const;
};

/// Makes heat_regime on the whole of S^2, with an initial law that is uniform or a mixture of heat kernels.
SphereHeat sphere_heat(const Scene& scene);
/// Returns sphere_heat(scene).valid without the components of the law.
bool has_sphere_heat(const Scene& scene);

}  // namespace coalesce
