#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "model/settings.hpp"

namespace coalesce {

/// n equal tokens with all inner products ρ, Q = K = V = Id (MP; for long contexts MF).
struct EquiangularSettings {
    std::int64_t n = 32;
    double beta = 2;
    double gamma = 0;  ///< > 0: β = γ log n in place of beta
    double rho = 0.5;  ///< at the start
    Attention attention = Attention::softmax;
    double until = 5;

    double inverse_temperature() const;
    bool operator==(const EquiangularSettings&) const = default;
};

std::span<const BasicParameter<EquiangularSettings>> equiangular_parameters();

/// Tokens that particles are computed for: beyond, only theory is.
inline constexpr std::int64_t most_particles = 256;

struct EquiangularSeries {
    std::vector<double> time, theory, particles;  ///< particles empty beyond most_particles
};
/// Told the fraction that is done; may throw.
using LabProgress = std::function<void(double)>;
/// 200 equal steps of time from 0 to until.
EquiangularSeries equiangular_series(const EquiangularSettings& settings, bool with_particles = true,
                                     const LabProgress& progress = {});

/// dρ/dt over ρ, for both attentions, and of direct particles at some ρ.
struct EquiangularRates {
    std::vector<double> rho, softmax, unnormalized;
    std::vector<double> points, softmax_particles, unnormalized_particles;  ///< empty beyond most_particles
};
EquiangularRates equiangular_rates(const EquiangularSettings& settings);

/// Long contexts: ρ at time `until` and the speed at the start against γ, β = γ log n, for several n. Softmax has a
/// transition at γ = 1/(1 - rho), where the exponent leaves 0; unnormalised attention has none.
struct EquiangularTransition {
    std::vector<double> gamma;
    struct Curve {
        double n;
        std::vector<double> rho;
        std::vector<double> exponent;  ///< equiangular_rate_exponent of the settings' attention
    };
    std::vector<Curve> curves;                      ///< the settings' own n first
    std::vector<double> particle_gamma, particles;  ///< direct ones of the own n, up to 64
    std::vector<double> rate_gamma, rate_exponent;  ///< from velocities of direct ones, up to most_particles
};
EquiangularTransition equiangular_transition(const EquiangularSettings& settings, bool with_particles = true);

/// log10 of the time until 1-ρ has fallen to a hundredth, over γ and the ρ of the start. Rows of equal ρ, from high to
/// low as a picture has them.
struct ClusterTimes {
    static constexpr int columns = 96, rows = 64;
    static constexpr double highest_gamma = 5, lowest_rho = 0.02, highest_rho = 0.9;
    std::vector<double> log10_time;
    double low = 0, high = 0;  ///< smallest and largest
};
ClusterTimes cluster_times(const EquiangularSettings& settings);

}  // namespace coalesce
