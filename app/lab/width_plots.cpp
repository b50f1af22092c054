#include "lab/width_plots.hpp"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "figure/canvas.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using figure::line;

double gaussian(double x, double variance) {
    return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * M_PI * variance);
}

double highest(const std::vector<double>& values) {
    return values.empty() ? 1 : *std::max_element(values.begin(), values.end());
}

void shade(const std::vector<double>& x, const std::vector<double>& y, ImVec4 colour) {
    ImPlotSpec spec;
    spec.LineColor = ImVec4(0, 0, 0, 0);
    spec.FillColor = colour;
    spec.FillAlpha = 0.35f;
    ImPlot::PlotShaded("##under", x.data(), y.data(), static_cast<int>(x.size()), 0, spec);
}

}  // namespace

void dashed_gaussian(const char* label, double variance, double reach, ImVec4 colour, PlotLook look) {
    constexpr int segments = 64;
    std::vector<double> x, y;
    for (int k = 0; k < segments; ++k)
        for (const double part : {0.2, 0.8}) {
            x.push_back(reach * (2 * (k + part) / segments - 1));
            y.push_back(gaussian(x.back(), variance));
        }
    ImPlotSpec spec = line(colour, 1.8f * look.scale);
    spec.Flags = ImPlotLineFlags_Segments;
    ImPlot::PlotLine(label, x.data(), y.data(), static_cast<int>(x.size()), spec);
}

void output_ticks(double reach) {
    const double step = reach > 6 ? 2 : reach > 2.5 ? 1 : 0.5;
    std::vector<double> ticks;
    for (double tick = -step * std::floor(reach / step); tick <= reach; tick += step) ticks.push_back(tick);
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks.data(), static_cast<int>(ticks.size()));
}

void power_ticks(int axis, double from, double to, int most) {
    const int low = static_cast<int>(std::ceil(std::log10(from) - 1e-9));
    const int high = static_cast<int>(std::floor(std::log10(to) + 1e-9));
    const int step = std::max(1, (high - low + most - 1) / std::max(1, most - 1));
    std::vector<double> ticks;
    std::vector<std::string> labels;
    for (int power = low; power <= high; power += step) {
        ticks.push_back(std::pow(10, power));
        labels.push_back(figure::power_of_ten(power));
    }
    std::vector<const char*> texts;
    for (const std::string& label : labels) texts.push_back(label.c_str());
    if (!ticks.empty()) ImPlot::SetupAxisTicks(axis, ticks.data(), static_cast<int>(ticks.size()), texts.data());
}

void deviation_line(const char* label, const std::vector<double>& x, const std::vector<SeedStatistics>& y,
                    ImVec4 colour, PlotLook look) {
    std::vector<double> at, mean, low, high;
    for (std::size_t k = 0; k < x.size(); ++k) {
        if (!(y[k].mean > 0) || !std::isfinite(y[k].mean)) continue;
        at.push_back(x[k]);
        mean.push_back(y[k].mean);
        // A deviation as large as the mean would reach below every decade.
        low.push_back(std::min(y[k].deviation, 0.9 * y[k].mean));
        high.push_back(y[k].deviation);
    }
    const int count = static_cast<int>(at.size());
    ImPlotSpec bars = line(colour, 1.5f * look.scale);
    bars.Size = 4 * look.scale;
    ImPlot::PlotErrorBars(label, at.data(), mean.data(), low.data(), high.data(), count, bars);
    ImPlot::PlotLine(label, at.data(), mean.data(), count, line(colour, 2 * look.scale));
    figure::plot_dots(label, at.data(), mean.data(), count, figure::dots(colour, 3.5f * look.scale));
}

void width_density_plot(const WidthResult& result, PlotLook look) {
    const ImVec4 blue = palette::measurement(look.theme), red = palette::theory(look.theme);
    const double reach = result.x.empty() ? 3 : result.x.back();
    const double top = 1.12 * std::max({highest(result.limit), gaussian(0, result.infinite_heads),
                                        std::min(highest(result.measured), 1.6 * highest(result.limit))});
    ImPlot::SetupAxes("y", "density");
    ImPlot::SetupAxesLimits(-reach, reach, 0, top, ImPlotCond_Always);
    output_ticks(reach);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    shade(result.x, result.measured, blue);
    const int count = static_cast<int>(result.x.size());
    ImPlot::PlotLine("width n", result.x.data(), result.measured.data(), count, line(blue, 2.5f * look.scale));
    ImPlot::PlotLine("limit", result.x.data(), result.limit.data(), count, line(red, 1.8f * look.scale));
    dashed_gaussian("H → ∞ (dashed)", result.infinite_heads, reach, red, look);
}

void width_score_plot(const WidthResult& result, PlotLook look) {
    const ImVec4 red = palette::theory(look.theme);
    const double width = result.score_x.size() > 1 ? result.score_x[1] - result.score_x[0] : 1;
    const double reach = result.score_x.empty() ? 1 : result.score_x.back() + width / 2;
    double top = highest(result.score_density);
    if (result.score_limit > 0) top = std::max(top, gaussian(0, result.score_limit * result.score_limit));
    ImPlot::SetupAxes("score", "density");
    ImPlot::SetupAxesLimits(-reach, reach, 0, 1.12 * top, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    ImPlotSpec bars;
    bars.FillColor = palette::measurement(look.theme);
    bars.FillAlpha = 0.65f;
    bars.LineColor = ImVec4(0, 0, 0, 0);
    ImPlot::PlotBars("width n", result.score_x.data(), result.score_density.data(),
                     static_cast<int>(result.score_x.size()), width, bars);
    if (result.score_limit > 0) {
        std::vector<double> x, y;
        for (int k = 0; k <= 200; ++k) {
            x.push_back(reach * (k / 100.0 - 1));
            y.push_back(gaussian(x.back(), result.score_limit * result.score_limit));
        }
        ImPlot::PlotLine("limit", x.data(), y.data(), static_cast<int>(x.size()), line(red, 2 * look.scale));
    } else {
        const double zero = 0;
        ImPlot::PlotInfLines("limit: 0", &zero, 1, line(red, 2 * look.scale));
    }
}

void width_divergence_plot(const WidthSweep& sweep, std::int64_t now, double kl, PlotLook look) {
    std::vector<double> n(sweep.n.begin(), sweep.n.end());
    double low = 1e-6, high = 1;
    for (const SeedStatistics& point : sweep.kl)
        if (point.mean > 0 && std::isfinite(point.mean)) {
            low = std::min(low, point.mean / 3);
            high = std::max(high, 2 * point.mean);
        }
    if (kl > 0 && std::isfinite(kl)) low = std::min(low, kl / 3);
    ImPlot::SetupAxes("width n", "KL from the limit (nats)");
    ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    ImPlot::SetupAxesLimits(0.8, 1.5e6, low, high, ImPlotCond_Always);
    power_ticks(ImAxis_X1, 1, 1e6, 7);
    power_ticks(ImAxis_Y1, low, high, 6);
    ImPlot::SetupLegend(ImPlotLocation_SouthWest);
    deviation_line("by outputs' kernels", n, sweep.kernel, palette::faint_text(look.theme), look);
    deviation_line("by variances", n, sweep.kl, palette::measurement(look.theme), look);
    if (now > 0 && kl > 0 && std::isfinite(kl)) {
        const auto x = static_cast<double>(now);
        ImPlotSpec spec = figure::dots(palette::measurement(look.theme), 6 * look.scale);
        spec.MarkerFillColor = ImVec4(0, 0, 0, 0);
        spec.LineWeight = 2 * look.scale;
        figure::plot_dots("##now", &x, &kl, 1, spec);
    }
}

}  // namespace coalesce::lab
