#pragma once

#include "chart/chart.hpp"
#include "coalesce/document/view_state.hpp"
#include "coalesce/studies/width_result.hpp"

namespace coalesce::lab {

// The charts of the infinite-width laboratory, for its panel and its pages. Measurement is blue, theory red.

/// Density of y_11: kernel estimate of the layer, limit, and the Gaussian of infinitely many heads, dashed.
chart::Chart width_density_chart(const WidthResult& result, Theme theme);
/// Histogram of scores with the limit's density, or a line at 0 where the limit has no other score.
chart::Chart width_score_chart(const WidthResult& result, Theme theme);
/// Divergence against n, with its standard deviation over seeds; the kernel estimate's in grey.
/// @param now  n of the present setting and its divergence, marked; 0: none
chart::Chart width_divergence_chart(const WidthSweep& sweep, std::int64_t now, double kl, Theme theme);

/// Adds a line with bars of one standard deviation, for log axes; what is not positive and finite is left out.
void add_deviation_line(chart::Chart& chart, const std::string& name, const std::vector<double>& x,
                        const std::vector<SeedStatistics>& y, chart::Colour colour);
/// The Gaussian of this variance over [-reach, reach], dashed.
chart::Line dashed_gaussian(const std::string& name, double variance, double reach, chart::Colour colour);
/// The horizontal axis [-reach, reach] of outputs.
chart::Axis output_axis(double reach);

}  // namespace coalesce::lab
