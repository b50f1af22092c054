#pragma once

#include <imgui.h>

#include "document/view_state.hpp"
#include "studies/width_result.hpp"

namespace coalesce::lab {

// The plots of the infinite-width laboratory, for its panel and its pictures: what stands between ImPlot::BeginPlot and
// EndPlot. Measurement is blue, theory red.

/// How a plot is drawn.
struct PlotLook {
    Theme theme;
    float scale;  ///< pixels per point
};

/// Density of y_11: kernel estimate of the layer, limit, and the Gaussian of infinitely many heads, dashed.
void width_density_plot(const WidthResult& result, PlotLook look);
/// Histogram of scores with the limit's density, or a line at 0 where the limit has no other score.
void width_score_plot(const WidthResult& result, PlotLook look);
/// Divergence against n, with its standard deviation over seeds; the kernel estimate's in grey.
/// @param now  n of the present setting and its divergence, marked; 0: none
void width_divergence_plot(const WidthSweep& sweep, std::int64_t now, double kl, PlotLook look);

/// A line with bars of one standard deviation on log axes; what is not positive and finite is left out.
void deviation_line(const char* label, const std::vector<double>& x, const std::vector<SeedStatistics>& y,
                    ImVec4 colour, PlotLook look);
/// The Gaussian of this variance, dashed, over [-reach, reach].
void dashed_gaussian(const char* label, double variance, double reach, ImVec4 colour, PlotLook look);
/// Ticks of the horizontal axis [-reach, reach], few enough for narrow plots.
void output_ticks(double reach);
/// Ticks 10^k, every so many powers that no more than `most` are needed, on an axis of log scale.
void power_ticks(int axis, double from, double to, int most);

}  // namespace coalesce::lab
