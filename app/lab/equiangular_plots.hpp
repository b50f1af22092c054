#pragma once

#include <string>

#include "chart/chart.hpp"
#include "coalesce/document/view_state.hpp"
#include "coalesce/studies/equiangular_lab.hpp"

namespace coalesce::lab {

// The charts of the equiangular laboratory, for its panel and its page. Theory is red, direct particles are blue.

/// ρ over time.
chart::Chart equiangular_series_chart(const EquiangularSettings& settings, const EquiangularSeries& series,
                                      Theme theme);
/// dρ/dt over ρ: softmax solid, unnormalised dashed.
chart::Chart equiangular_rate_chart(const EquiangularRates& rates, Theme theme);
/// Softmax: ρ at the end against γ, with the transition at 1/(1-ρ). Unnormalised attention has none: the power of n by
/// which it slows, γ(1-ρ), beside softmax's.
chart::Chart equiangular_transition_chart(const EquiangularSettings& settings, const EquiangularTransition& transition,
                                          Theme theme);
/// Its title.
std::string equiangular_transition_title(const EquiangularSettings& settings);
/// Says in a phrase what γ does: "the transition is at γ = 1/(1−ρ) = 2", or that there is none.
std::string equiangular_law(const EquiangularSettings& settings);
/// Time to gather over γ and the ρ of the start. Dashed: γ = 1/(1-ρ) for softmax, equal rates γ(1-ρ) = 1, 2, 3, 4 for
/// unnormalised attention.
chart::Chart cluster_time_chart(const EquiangularSettings& settings, const ClusterTimes& map, Theme theme);
/// Its colours.
chart::ColourBar cluster_time_bar(const ClusterTimes& map);

}  // namespace coalesce::lab
