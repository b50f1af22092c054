#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/model/model.hpp"
#include "coalesce/model/settings.hpp"
#include "coalesce/studies/progress.hpp"

namespace coalesce {

/// n equal tokens with all inner products ρ, Q = K = V = Id (MP; for long contexts MF).
struct EquiangularSettings {
    std::int64_t n = 32;
    double beta = 2;
    double gamma = 0;  ///< > 0: sets β = γ log n
    double rho = 0.5;  ///< at time 0
    Attention attention = Attention::softmax;
    double until = 5;

    double inverse_temperature() const;
    bool operator==(const EquiangularSettings&) const = default;
};

std::span<const BasicParameter<EquiangularSettings>> equiangular_parameters();

/// Largest n for which particles are computed; above, only theory is.
inline constexpr std::int64_t most_particles = 256;

struct EquiangularSeries {
    std::vector<double> time, theory, particles;  ///< particles is empty above most_particles
};
/// Computes ρ at 200 equal steps of time from 0 to until.
EquiangularSeries equiangular_series(const EquiangularSettings& settings, bool with_particles = true,
                                     const studies::Progress& progress = {});

/// dρ/dt over ρ, for both attentions, and of direct particles at some values of ρ.
struct EquiangularRates {
    std::vector<double> rho, softmax, unnormalized;
    std::vector<double> points, softmax_particles, unnormalized_particles;  ///< empty above most_particles
};
EquiangularRates equiangular_rates(const EquiangularSettings& settings);

/// Long contexts: ρ at time `until` and the speed at the start over γ, β = γ log n, for several n. Softmax has a
/// transition at γ = 1/(1 - rho), where the exponent rises from 0; unnormalised attention has none.
struct EquiangularTransition {
    std::vector<double> gamma;
    struct Curve {
        double n;
        std::vector<double> rho;
        std::vector<double> exponent;  ///< equiangular_rate_exponent for the settings' attention
    };
    std::vector<Curve> curves;                      ///< the settings' own n first
    std::vector<double> particle_gamma, particles;  ///< of n direct particles, n ≤ 64
    std::vector<double> rate_gamma, rate_exponent;  ///< from velocities of n direct particles, n ≤ most_particles
};
EquiangularTransition equiangular_transition(const EquiangularSettings& settings, bool with_particles = true);

/// log10 of the time in which 1-ρ falls to a hundredth, over γ and the initial ρ. Rows have equal ρ, from high to low
/// as in a picture.
struct ClusterTimes {
    static constexpr int columns = 96, rows = 64;
    static constexpr double highest_gamma = 5, lowest_rho = 0.02, highest_rho = 0.9;
    std::vector<double> log10_time;
    double low = 0, high = 0;  ///< smallest and largest log10_time
};
ClusterTimes cluster_times(const EquiangularSettings& settings);

}  // namespace coalesce
