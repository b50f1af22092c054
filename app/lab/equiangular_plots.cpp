#include "lab/equiangular_plots.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using chart::Chart;
using chart::Dots;
using chart::Legend;
using chart::Line;
using chart::Range;

Dots particles(const std::string& name, std::vector<double> x, std::vector<double> y, Theme theme) {
    return {.name = name, .x = std::move(x), .y = std::move(y), .radius = 4, .fill = ink(palette::measurement(theme))};
}

std::string count_text(double n) {
    return n < 1e6 ? grouped(static_cast<std::uint64_t>(n)) : power_of_ten(std::log10(n));
}

chart::Axis gamma_axis() {
    return {.label = "$\\gamma = \\beta / \\log n$",
            .range = Range{0, ClusterTimes::highest_gamma},
            .ticks = chart::round_ticks(0, ClusterTimes::highest_gamma)};
}

}  // namespace

Chart equiangular_series_chart(const EquiangularSettings& settings, const EquiangularSeries& series, Theme theme) {
    Chart chart;
    chart.x = {.label = "time", .range = Range{0, settings.until}, .ticks = chart::round_ticks(0, settings.until)};
    chart.y = {.label = "$\\rho$", .range = Range{std::max(-0.03, settings.rho - 0.1), 1.04}};
    chart.legend = Legend::south_east;
    // A dot in five: they would hide the curve.
    Dots dots = particles("particles", {}, {}, theme);
    for (std::size_t k = 0; k < series.particles.size(); k += 5) {
        dots.x.push_back(series.time[k]);
        dots.y.push_back(series.particles[k]);
    }
    if (!dots.x.empty()) chart.items.emplace_back(std::move(dots));
    chart.items.emplace_back(
        Line{.name = "equation", .x = series.time, .y = series.theory, .stroke = {ink(palette::theory(theme)), 2}});
    return chart;
}

Chart equiangular_rate_chart(const EquiangularRates& rates, Theme theme) {
    const chart::Colour red = ink(palette::theory(theme));
    double top = 1e-300;
    for (const auto* curve : {&rates.softmax, &rates.unnormalized})
        top = std::max(top, *std::max_element(curve->begin(), curve->end()));
    Chart chart;
    chart.x = {.label = "$\\rho$", .range = Range{0, 1}, .ticks = chart::round_ticks(0, 1)};
    chart.y = {.label = "$d\\rho/dt$", .range = Range{0, 1.5 * top}};  // room for the legend
    chart.legend = Legend::north_west;
    if (!rates.points.empty()) {
        chart.items.emplace_back(particles("particles", rates.points, rates.softmax_particles, theme));
        chart.items.emplace_back(particles("particles", rates.points, rates.unnormalized_particles, theme));
    }
    chart.items.emplace_back(Line{.name = "softmax", .x = rates.rho, .y = rates.softmax, .stroke = {red, 2}});
    chart.items.emplace_back(
        Line{.name = "unnormalised", .x = rates.rho, .y = rates.unnormalized, .stroke = {red, 2, true}});
    return chart;
}

std::string equiangular_law(const EquiangularSettings& settings) {
    const double rho = settings.rho;
    if (settings.attention == Attention::softmax)
        return "the transition is at $\\gamma = 1/(1-\\rho)" + formatted(" = %.3g$", 1 / (1 - rho));
    return "no transition: the rate is $n^{-\\gamma(1-\\rho)}" + formatted(" = n^{-%.3g\\gamma}$", 1 - rho);
}

std::string equiangular_transition_title(const EquiangularSettings& settings) {
    if (settings.attention == Attention::softmax)
        return formatted("$\\rho$ at $t = %.4g$", settings.until) + " against $\\gamma = \\beta / \\log n$";
    return "Slowing against $\\gamma = \\beta / \\log n$: $-\\log$ of the speed, base $n$";
}

namespace {

Chart transition_of_softmax(const EquiangularSettings& settings, const EquiangularTransition& transition, Theme theme) {
    const chart::Colour red = ink(palette::theory(theme));
    const double low = std::max(-0.03, settings.rho - 0.1), limit = 1 / (1 - settings.rho);
    Chart chart;
    chart.x = gamma_axis();
    chart.y = {.label = "$\\rho$ at the end", .range = Range{low, 1.04}};
    chart.legend = Legend::south_west;
    chart.items.emplace_back(Line{.name = "$\\gamma = 1/(1-\\rho)$",
                                  .x = {limit, limit},
                                  .y = {low, 1.04},
                                  .stroke = {ink(palette::faint_text(theme)), 1.5f}});
    const auto add = [&](const EquiangularTransition::Curve& curve, const chart::Stroke& stroke) {
        chart.items.emplace_back(
            Line{.name = "$n$ = " + count_text(curve.n), .x = transition.gamma, .y = curve.rho, .stroke = stroke});
    };
    // The more tokens, the nearer to the text's colour, the present number strong: fainter reds would be lost on the
    // ground.
    const chart::Colour dark = ink(palette::text(theme));
    const auto others = static_cast<float>(transition.curves.size());
    for (std::size_t k = transition.curves.size(); k-- > 1;)
        add(transition.curves[k], {mixed(dark, red, 1 - static_cast<float>(k) / others), 1.5f});
    add(transition.curves.front(), {red, 2.5f});
    if (!transition.particles.empty())
        chart.items.emplace_back(particles("particles", transition.particle_gamma, transition.particles, theme));
    return chart;
}

/// The exponents of the rates, in which unnormalised attention is one straight line for every n.
Chart slowing_of_unnormalised(const EquiangularSettings& settings, const EquiangularTransition& transition,
                              Theme theme) {
    const double most = ClusterTimes::highest_gamma * (1 - settings.rho);
    const EquiangularTransition::Curve& own = transition.curves.front();
    Chart chart;
    chart.x = gamma_axis();
    // Room for the legend above the line.
    chart.y = {.label = "slowing, power of $n$", .range = Range{-0.06 * most, 1.25 * most}};
    chart.legend = Legend::north_west;
    std::vector<double> kink;
    for (const double gamma : transition.gamma) kink.push_back(std::max(0.0, gamma * (1 - settings.rho) - 1));
    chart.items.emplace_back(Line{.name = "softmax, $n \\to \\infty$",
                                  .x = transition.gamma,
                                  .y = std::move(kink),
                                  .stroke = {ink(palette::faint_text(theme)), 1.5f, true}});
    chart.items.emplace_back(Line{.name = "$\\gamma(1-\\rho)$, every $n$",
                                  .x = transition.gamma,
                                  .y = own.exponent,
                                  .stroke = {ink(palette::theory(theme)), 2.5f}});
    if (!transition.rate_gamma.empty())
        chart.items.emplace_back(
            particles("particles, $n$ = " + count_text(own.n), transition.rate_gamma, transition.rate_exponent, theme));
    return chart;
}

/// Along γ(1-ρ) = power.
Line equal_rate(const char* name, double power) {
    Line line{.name = name, .stroke = palette::theory_on_map(2.5f, true)};
    constexpr int points = 121;
    for (int k = 0; k < points; ++k) {
        line.y.push_back(ClusterTimes::highest_rho * k / (points - 1));
        line.x.push_back(power / (1 - line.y.back()));
    }
    return line;
}

}  // namespace

Chart equiangular_transition_chart(const EquiangularSettings& settings, const EquiangularTransition& transition,
                                   Theme theme) {
    return settings.attention == Attention::softmax ? transition_of_softmax(settings, transition, theme)
                                                    : slowing_of_unnormalised(settings, transition, theme);
}

Chart cluster_time_chart(const EquiangularSettings& settings, const ClusterTimes& map, Theme theme) {
    Chart chart;
    chart.x = gamma_axis();
    chart.y = {.label = "$\\rho$ at the start", .range = Range{ClusterTimes::lowest_rho, ClusterTimes::highest_rho}};
    chart.legend = Legend::north_west;
    chart.items.emplace_back(chart::HeatMap{.rows = ClusterTimes::rows,
                                            .columns = ClusterTimes::columns,
                                            .values = map.log10_time,
                                            .from = {0, ClusterTimes::lowest_rho},
                                            .to = {ClusterTimes::highest_gamma, ClusterTimes::highest_rho},
                                            .low = map.low,
                                            .high = map.high});
    if (settings.attention == Attention::softmax) {
        chart.items.emplace_back(equal_rate("$\\gamma = 1/(1-\\rho)$", 1));
    } else {
        for (const double power : {1.0, 2.0, 3.0, 4.0})
            chart.items.emplace_back(equal_rate("$\\gamma(1-\\rho) = 1, 2, 3, 4$", power));
    }
    // In the legend, which lies on the theme's ground, the red is the theme's.
    chart.items.emplace_back(
        chart::Key{chart::key_of(chart.items.back()).name, ink(palette::theory(theme)), chart::Sample::dashes});
    const double own = settings.inverse_temperature() / std::log(static_cast<double>(settings.n));
    chart.items.emplace_back(
        Dots{.x = {own}, .y = {settings.rho}, .radius = 5, .fill = {1, 1, 1, 1}, .edge = {{0, 0, 0, 1}, 1}});
    return chart;
}

chart::ColourBar cluster_time_bar(const ClusterTimes& map) {
    return {"$\\log_{10}$ time", map.low, map.high, "%.1f"};
}

}  // namespace coalesce::lab
