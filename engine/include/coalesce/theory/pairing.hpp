#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "coalesce/model/model.hpp"

namespace coalesce {

/// The pairing law of weighted clusters (MS prop. 3.11; DM §6 for both kinds of attention), <y, Q^T K x> = λ1 <y, x>
/// and V x = λ2 x for x, y in E_max, which clusters have reached by then, with λ1, λ2 > 0:
///
///   softmax       dy_i/dt = λ2 (α_j/α_i) e^{-βλ1(1-ρ)} P_{y_i} y_j,
///   unnormalised  dy_i/dt = λ2 α_j       e^{-βλ1(1-ρ)} P_{y_i} y_j,     ρ = <y_i,y_j>.
struct PairingLaw {
    bool valid = false;      ///< the assumptions hold
    std::string why_not;     ///< the assumption that fails; empty if valid
    bool on_circle = false;  ///< E_max is a great circle of S^2, and the law is for clusters on it
    Attention attention = Attention::softmax;
    double beta = 0, lambda1 = 0, lambda2 = 0;  ///< λ2 per unit of time

    /// Returns log of the speed (radians per unit of time) of a cluster of mass `own` towards one of mass `other` at
    /// distance `angle`.
    double log_speed(double own, double other, double angle) const;
    /// Returns log of dρ/dt of the two.
    double log_rate(double mass_i, double mass_j, double angle) const;
    /// Returns log10 of the time until 1-ρ = 1/(βλ1), where the law stops: ∫ dρ / (dρ/dt), by quadrature relative to
    /// its largest integrand, so that times beyond 1e308 have a logarithm. -inf if already reached, +inf for antipodes.
    double log10_merge_time(double mass_i, double mass_j, double angle) const;
};
/// Checks in turn: noise, causal, β > 0, E_max no pair of points and not rotating, Q^T K between points of it and V on
/// it positive multiples of Id within 1e-9 of their norms.
PairingLaw pairing_law(const Model& model);

/// The two clusters that merge next.
struct NextMerge {
    std::size_t i = 0, j = 0;  ///< indices of the clusters
    double log10_time = 0;     ///< from now
};
/// Returns the pair with the shortest time to merge by the law; nullopt for fewer than two clusters.
/// @param clusters  one token per cluster, with its mass
std::optional<NextMerge> next_merge(const PairingLaw& law, const Cloud& clusters);

/// Paths of two clusters to their merge.
struct PairingPath {
    std::vector<Vec3> first, second;  ///< unit vectors, of clusters i and j, along the great circle that joins them
};
/// Both move along it with speeds in the ratio of the law (softmax: α_j² to α_i²; unnormalised: α_j to α_i) until they
/// meet. @param points  number on each path, ≥ 2
PairingPath pairing_path(const PairingLaw& law, const Cloud& clusters, const NextMerge& merge, int points);

}  // namespace coalesce
