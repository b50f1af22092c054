#include "lab/width_plots.hpp"

#include <algorithm>
#include <cmath>

#include "chart/ticks.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using chart::Chart;
using chart::Legend;
using chart::Line;
using chart::Range;
using chart::Scale;

double gaussian(double x, double variance) {
    return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * M_PI * variance);
}

double highest(const std::vector<double>& values) {
    return values.empty() ? 1 : *std::max_element(values.begin(), values.end());
}

Line gaussian_line(const std::string& name, double variance, double reach, const chart::Stroke& stroke) {
    constexpr int points = 201;
    Line line{.name = name, .stroke = stroke};
    for (int k = 0; k < points; ++k) {
        line.x.push_back(reach * (2.0 * k / (points - 1) - 1));
        line.y.push_back(gaussian(line.x.back(), variance));
    }
    return line;
}

}  // namespace

Line dashed_gaussian(const std::string& name, double variance, double reach, chart::Colour colour) {
    return gaussian_line(name, variance, reach, {colour, 1.8f, true});
}

chart::Axis output_axis(double reach) {
    return {.label = "$y$", .range = Range{-reach, reach}, .ticks = chart::round_ticks(-reach, reach)};
}

void add_deviation_line(Chart& chart, const std::string& name, const std::vector<double>& x,
                        const std::vector<SeedStatistics>& y, chart::Colour colour) {
    chart::ErrorBars bars{.name = name, .stroke = {colour, 1.5f}};
    for (std::size_t k = 0; k < x.size(); ++k) {
        if (!(y[k].mean > 0) || !std::isfinite(y[k].mean)) continue;
        bars.x.push_back(x[k]);
        bars.y.push_back(y[k].mean);
        // A deviation as large as the mean would reach below every decade.
        bars.below.push_back(std::min(y[k].deviation, 0.9 * y[k].mean));
        bars.above.push_back(y[k].deviation);
    }
    const Line line{.name = name, .x = bars.x, .y = bars.y, .stroke = {colour, 2}};
    const chart::Dots dots{.name = name, .x = bars.x, .y = bars.y, .radius = 3.5f, .fill = colour};
    chart.items.emplace_back(std::move(bars));
    chart.items.emplace_back(line);
    chart.items.emplace_back(dots);
}

Chart width_density_chart(const WidthResult& result, Theme theme) {
    const chart::Colour blue = ink(palette::measurement(theme)), red = ink(palette::theory(theme));
    const double reach = result.x.empty() ? 3 : result.x.back();
    const double top = 1.12 * std::max({highest(result.limit), gaussian(0, result.infinite_heads),
                                        std::min(highest(result.measured), 1.6 * highest(result.limit))});
    Chart chart;
    chart.x = output_axis(reach);
    chart.y = {.label = "density", .range = Range{0, top}};
    chart.legend = Legend::north_east;
    chart.items.emplace_back(chart::Band{.x = result.x,
                                         .low = std::vector<double>(result.x.size(), 0.0),
                                         .high = result.measured,
                                         .fill = faded(blue, 0.15f)});
    chart.items.emplace_back(Line{.name = "width $n$", .x = result.x, .y = result.measured, .stroke = {blue, 2.5f}});
    chart.items.emplace_back(Line{.name = "limit", .x = result.x, .y = result.limit, .stroke = {red, 1.8f}});
    chart.items.emplace_back(dashed_gaussian("$H \\to \\infty$", result.infinite_heads, reach, red));
    return chart;
}

Chart width_score_chart(const WidthResult& result, Theme theme) {
    const chart::Colour red = ink(palette::theory(theme));
    const double width = result.score_x.size() > 1 ? result.score_x[1] - result.score_x[0] : 1;
    const double reach = result.score_x.empty() ? 1 : result.score_x.back() + width / 2;
    const double variance = result.score_limit * result.score_limit;
    double top = highest(result.score_density);
    if (result.score_limit > 0) top = std::max(top, gaussian(0, variance));
    Chart chart;
    chart.x = {.label = "score", .range = Range{-reach, reach}};
    chart.y = {.label = "density", .range = Range{0, 1.12 * top}};
    chart.legend = Legend::north_east;
    chart.items.emplace_back(chart::Bars{.name = "width $n$",
                                         .x = result.score_x,
                                         .height = result.score_density,
                                         .width = width,
                                         .fill = faded(ink(palette::measurement(theme)), 0.42f)});
    if (result.score_limit > 0)
        chart.items.emplace_back(gaussian_line("limit", variance, reach, {red, 2}));
    else
        chart.items.emplace_back(chart::Rules{.name = "limit: 0", .at = {0}, .stroke = {red, 2}});
    return chart;
}

Chart width_divergence_chart(const WidthSweep& sweep, std::int64_t now, double kl, Theme theme) {
    const chart::Colour blue = ink(palette::measurement(theme));
    const std::vector<double> n(sweep.n.begin(), sweep.n.end());
    const bool marked = now > 0 && kl > 0 && std::isfinite(kl);
    double low = 1e-6, high = 1;
    for (const SeedStatistics& point : sweep.kl)
        if (point.mean > 0 && std::isfinite(point.mean)) {
            low = std::min(low, point.mean / 3);
            high = std::max(high, 2 * point.mean);
        }
    if (marked) low = std::min(low, kl / 3);
    Chart chart;
    chart.x = {.label = "width $n$",
               .range = Range{0.8, 1.5e6},
               .scale = Scale::log10,
               .ticks = chart::power_ticks(1, 1e6, 7)};
    chart.y = {.label = "KL from the limit (nats)",
               .range = Range{low, high},
               .scale = Scale::log10,
               .ticks = chart::power_ticks(low, high, 6)};
    chart.legend = Legend::south_west;
    add_deviation_line(chart, "by outputs' kernels", n, sweep.kernel, ink(palette::faint_text(theme)));
    add_deviation_line(chart, "by variances", n, sweep.kl, blue);
    if (marked)
        chart.items.emplace_back(chart::Dots{
            .x = {static_cast<double>(now)}, .y = {kl}, .radius = 6, .fill = chart::transparent, .edge = {blue, 2}});
    return chart;
}

}  // namespace coalesce::lab
