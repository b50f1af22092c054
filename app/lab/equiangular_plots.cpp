#include "lab/equiangular_plots.hpp"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "figure/canvas.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using figure::dots;
using figure::faded;
using figure::line;

void plot(const std::string& name, const std::vector<double>& x, const std::vector<double>& y, ImPlotSpec spec) {
    ImPlot::PlotLine(name.c_str(), x.data(), y.data(), static_cast<int>(x.size()), spec);
}

void points(const char* name, const std::vector<double>& x, const std::vector<double>& y, PlotLook look) {
    figure::plot_dots(name, x.data(), y.data(), static_cast<int>(x.size()),
                      dots(palette::measurement(look.theme), 4 * look.scale));
}

/// Every second segment of a curve.
ImPlotSpec dashes(ImVec4 colour, float weight) {
    ImPlotSpec spec = line(colour, weight);
    spec.Flags = ImPlotLineFlags_Segments;
    return spec;
}

/// At whole multiples of a step of 1, 2 or 5 times a power of ten, seven at most: narrow plots have no room for more.
void round_ticks(double from, double to) {
    double step = std::pow(10, std::floor(std::log10(to - from)) - 1);
    for (const double factor : {2.0, 2.5, 2.0, 2.0, 2.5, 2.0}) {
        if ((to - from) / step <= 6) break;
        step *= factor;
    }
    std::vector<double> ticks;
    for (double k = std::ceil(from / step - 1e-9); k * step <= to * (1 + 1e-9); ++k)
        ticks.push_back(k * step + 0.0);  // -0 becomes 0
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks.data(), static_cast<int>(ticks.size()));
}

std::string count_text(double n) {
    return n < 1e6 ? figure::thousands(static_cast<std::size_t>(n)) : figure::power_of_ten(std::log10(n));
}

}  // namespace

void equiangular_series_plot(const EquiangularSettings& settings, const EquiangularSeries& series, PlotLook look) {
    ImPlot::SetupAxes("time", "ρ");
    ImPlot::SetupAxesLimits(0, settings.until, std::max(-0.03, settings.rho - 0.1), 1.04, ImPlotCond_Always);
    round_ticks(0, settings.until);
    ImPlot::SetupLegend(ImPlotLocation_SouthEast);
    // A dot in five: they would hide the curve.
    std::vector<double> time, particles;
    for (std::size_t k = 0; k < series.particles.size(); k += 5) {
        time.push_back(series.time[k]);
        particles.push_back(series.particles[k]);
    }
    if (!particles.empty()) points("particles", time, particles, look);
    plot("equation", series.time, series.theory, line(palette::theory(look.theme), 2 * look.scale));
}

void equiangular_rate_plot(const EquiangularRates& rates, PlotLook look) {
    const ImVec4 red = palette::theory(look.theme);
    double top = 1e-300;
    for (const auto* curve : {&rates.softmax, &rates.unnormalized})
        top = std::max(top, *std::max_element(curve->begin(), curve->end()));
    ImPlot::SetupAxes("ρ", "dρ/dt");
    ImPlot::SetupAxesLimits(0, 1, 0, 1.5 * top, ImPlotCond_Always);  // room for the legend
    round_ticks(0, 1);
    ImPlot::SetupLegend(ImPlotLocation_NorthWest);
    if (!rates.points.empty()) {
        points("particles", rates.points, rates.softmax_particles, look);
        points("particles", rates.points, rates.unnormalized_particles, look);
    }
    plot("softmax", rates.rho, rates.softmax, line(red, 2 * look.scale));
    plot("unnormalised (dashed)", rates.rho, rates.unnormalized, dashes(red, 2 * look.scale));
}

std::string equiangular_law(const EquiangularSettings& settings) {
    const double rho = settings.rho;
    if (settings.attention == Attention::softmax)
        return "the transition is at γ = 1/(1−ρ)" + figure::format(" = %.3g", 1 / (1 - rho));
    return "no transition: the rate is n^(−γ(1−ρ)) =" + figure::format(" n^(−%.3g γ)", 1 - rho);
}

std::string equiangular_transition_title(const EquiangularSettings& settings) {
    if (settings.attention == Attention::softmax)
        return figure::format("ρ at t = %.4g", settings.until) + " against γ = β / log n";
    return "Slowing against γ = β / log n: −log of the speed, base n";
}

namespace {

void transition_of_softmax(const EquiangularSettings& settings, const EquiangularTransition& transition,
                           PlotLook look) {
    const ImVec4 red = palette::theory(look.theme);
    const double low = std::max(-0.03, settings.rho - 0.1);
    ImPlot::SetupAxes("γ = β / log n", "ρ at the end");
    ImPlot::SetupAxesLimits(0, ClusterTimes::highest_gamma, low, 1.04, ImPlotCond_Always);
    round_ticks(0, ClusterTimes::highest_gamma);
    ImPlot::SetupLegend(ImPlotLocation_SouthWest);
    const double limit = 1 / (1 - settings.rho);
    const double x[] = {limit, limit}, y[] = {low, 1.04};
    ImPlot::PlotLine("γ = 1/(1−ρ)", x, y, 2, line(palette::faint_text(look.theme), 1.5f * look.scale));
    // From few tokens to many, the present number strong.
    for (std::size_t k = transition.curves.size(); k-- > 1;) {
        const EquiangularTransition::Curve& curve = transition.curves[k];
        const float strength = 0.2f + 0.05f * static_cast<float>(std::log10(curve.n));
        plot("n = " + count_text(curve.n), transition.gamma, curve.rho, line(faded(red, strength), 1.5f * look.scale));
    }
    const EquiangularTransition::Curve& own = transition.curves.front();
    plot("n = " + count_text(own.n), transition.gamma, own.rho, line(red, 2.5f * look.scale));
    if (!transition.particles.empty()) points("particles", transition.particle_gamma, transition.particles, look);
}

/// The exponents of the rates, in which unnormalised attention is one straight line for every n.
void slowing_of_unnormalised(const EquiangularSettings& settings, const EquiangularTransition& transition,
                             PlotLook look) {
    const ImVec4 red = palette::theory(look.theme);
    const double most = ClusterTimes::highest_gamma * (1 - settings.rho);
    ImPlot::SetupAxes("γ = β / log n", "slowing, power of n");
    // Room for the legend above the line.
    ImPlot::SetupAxesLimits(0, ClusterTimes::highest_gamma, -0.06 * most, 1.25 * most, ImPlotCond_Always);
    round_ticks(0, ClusterTimes::highest_gamma);
    ImPlot::SetupLegend(ImPlotLocation_NorthWest);
    std::vector<double> kink;
    for (const double gamma : transition.gamma) kink.push_back(std::max(0.0, gamma * (1 - settings.rho) - 1));
    plot("softmax, n → ∞", transition.gamma, kink, dashes(palette::faint_text(look.theme), 1.5f * look.scale));
    plot("γ(1−ρ), every n", transition.gamma, transition.curves.front().exponent, line(red, 2.5f * look.scale));
    if (!transition.rate_gamma.empty())
        points(("particles, n = " + count_text(transition.curves.front().n)).c_str(), transition.rate_gamma,
               transition.rate_exponent, look);
}

/// Dashes along γ(1-ρ) = power.
void equal_rate(const char* name, double power, const ImPlotSpec& spec) {
    std::vector<double> gamma, rho;
    constexpr int pieces = 40;
    for (int k = 0; k < pieces; ++k)
        for (const double part : {0.2, 0.8}) {
            rho.push_back(ClusterTimes::highest_rho * (k + part) / pieces);
            gamma.push_back(power / (1 - rho.back()));
        }
    plot(name, gamma, rho, spec);
}

}  // namespace

void equiangular_transition_plot(const EquiangularSettings& settings, const EquiangularTransition& transition,
                                 PlotLook look) {
    if (settings.attention == Attention::softmax)
        transition_of_softmax(settings, transition, look);
    else
        slowing_of_unnormalised(settings, transition, look);
}

void cluster_time_plot(const EquiangularSettings& settings, const ClusterTimes& map, PlotLook look) {
    ImPlot::SetupAxes("γ = β / log n", "ρ at the start");
    ImPlot::SetupAxesLimits(0, ClusterTimes::highest_gamma, ClusterTimes::lowest_rho, ClusterTimes::highest_rho,
                            ImPlotCond_Always);
    round_ticks(0, ClusterTimes::highest_gamma);
    ImPlot::PushColormap(ImPlotColormap_Viridis);
    ImPlot::PlotHeatmap("##time", map.log10_time.data(), ClusterTimes::rows, ClusterTimes::columns, map.low, map.high,
                        nullptr, {0, ClusterTimes::lowest_rho},
                        {ClusterTimes::highest_gamma, ClusterTimes::highest_rho});
    ImPlot::PopColormap();
    const ImPlotSpec spec = dashes(palette::theory(look.theme), 2.5f * look.scale);
    if (settings.attention == Attention::softmax) {
        equal_rate("γ = 1/(1−ρ)", 1, spec);
    } else {
        for (const double power : {1.0, 2.0, 3.0, 4.0}) equal_rate("γ(1−ρ) = 1, 2, 3, 4", power, spec);
    }
    const double own = settings.inverse_temperature() / std::log(static_cast<double>(settings.n));
    ImPlotSpec here = dots(ImVec4(1, 1, 1, 1), 5 * look.scale);
    here.MarkerLineColor = ImVec4(0, 0, 0, 1);
    figure::plot_dots("##here", &own, &settings.rho, 1, here);
}

void cluster_time_scale(const ClusterTimes& map, float height) {
    ImPlot::PushColormap(ImPlotColormap_Viridis);
    ImPlot::ColormapScale("log₁₀ time", map.low, map.high, {0, height}, "%.1f");
    ImPlot::PopColormap();
}

}  // namespace coalesce::lab
