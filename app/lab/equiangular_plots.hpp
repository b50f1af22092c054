#pragma once

#include <string>

#include "lab/width_plots.hpp"
#include "studies/equiangular_lab.hpp"

namespace coalesce::lab {

// The plots of the equiangular laboratory, for its panel and its picture: what stands between ImPlot::BeginPlot and
// EndPlot. Theory is red, direct particles are blue.

/// ρ over time.
void equiangular_series_plot(const EquiangularSettings& settings, const EquiangularSeries& series, PlotLook look);
/// dρ/dt over ρ: softmax solid, unnormalised dashed.
void equiangular_rate_plot(const EquiangularRates& rates, PlotLook look);
/// Softmax: ρ at the end against γ, with the transition at 1/(1-ρ). Unnormalised attention has none: the power of n by
/// which it slows, γ(1-ρ), beside softmax's.
void equiangular_transition_plot(const EquiangularSettings& settings, const EquiangularTransition& transition,
                                 PlotLook look);
/// Its title.
std::string equiangular_transition_title(const EquiangularSettings& settings);
/// Says in a phrase what γ does: "the transition is at γ = 1/(1−ρ) = 2", or that there is none.
std::string equiangular_law(const EquiangularSettings& settings);
/// Time to gather over γ and the ρ of the start. Dashed: γ = 1/(1-ρ) for softmax, equal rates γ(1-ρ) = 1, 2, 3, 4 for
/// unnormalised attention.
void cluster_time_plot(const EquiangularSettings& settings, const ClusterTimes& map, PlotLook look);
/// Its legend, `height` pixels high, at the present cursor.
void cluster_time_scale(const ClusterTimes& map, float height);

}  // namespace coalesce::lab
