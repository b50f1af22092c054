#pragma once

#include "lab/width_plots.hpp"
#include "labs/equiangular_lab.hpp"

namespace coalesce::lab {

// The plots of the equiangular laboratory, for its panel and its picture: what stands between ImPlot::BeginPlot and
// EndPlot. Theory is red, direct particles are blue.

/// ρ over time.
void equiangular_series_plot(const EquiangularSettings& settings, const EquiangularSeries& series, PlotLook look);
/// dρ/dt over ρ: softmax solid, unnormalised dashed.
void equiangular_rate_plot(const EquiangularRates& rates, PlotLook look);
/// ρ at the end against γ.
void equiangular_transition_plot(const EquiangularSettings& settings, const EquiangularTransition& transition,
                                 PlotLook look);
/// Time to gather over γ and the ρ of the start, with γ = 1/(1-ρ) dashed.
void cluster_time_plot(const EquiangularSettings& settings, const ClusterTimes& map, PlotLook look);
/// Its legend, `height` pixels high, at the present cursor.
void cluster_time_scale(const ClusterTimes& map, float height);

}  // namespace coalesce::lab
