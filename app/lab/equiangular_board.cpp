#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/theory/equiangular.hpp"
#include "lab/boards.hpp"
#include "lab/equiangular_plots.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using Kind = Readout::Kind;

/// Difference of the particles from the equation at a time, between the moments at which both are known.
double difference_at(const EquiangularSeries& series, double time) {
    const auto after = std::lower_bound(series.time.begin(), series.time.end(), time);
    const auto last = static_cast<std::size_t>(
        std::min<std::ptrdiff_t>(after - series.time.begin(), static_cast<std::ptrdiff_t>(series.time.size()) - 1));
    const auto gap = [&](std::size_t k) { return series.particles[k] - series.theory[k]; };
    if (last == 0) return gap(0);
    const double part = (time - series.time[last - 1]) / (series.time[last] - series.time[last - 1]);
    return gap(last - 1) + std::clamp(part, 0.0, 1.0) * (gap(last) - gap(last - 1));
}

void mark_series(chart::Chart& chart, const EquiangularSettings& settings, double time, double rho, bool logarithmic,
                 Theme theme) {
    if (logarithmic) {
        const Course course = equiangular_course(settings, true);
        chart.x = {.label = "time",
                   .range = chart::Range{course.from, course.until},
                   .scale = chart::Scale::log10,
                   .ticks = chart::power_ticks(course.from, course.until, 6)};
    }
    chart.items.emplace_back(moment_rule(time, theme));
    chart.items.emplace_back(moment_dot(time, rho, ink(palette::theory(theme))));
}

/// Moves the point of the settings up the map, from the ρ of the start to the present one.
void mark_map(chart::Chart& chart, const EquiangularSettings& settings, double rho) {
    const double own = settings.inverse_temperature() / std::log(static_cast<double>(settings.n));
    constexpr chart::Colour white{1, 1, 1, 1}, black{0, 0, 0, 1};
    chart.items.emplace_back(
        chart::Line{.x = {own, own}, .y = {settings.rho, rho}, .stroke = {white, 2, false, black}});
    chart::Dots dot = moment_dot(own, rho, white);
    dot.edge.colour = black;
    chart.items.emplace_back(std::move(dot));
}

std::vector<Readout> equiangular_readouts(const studies::EquiangularStudy& study, double time, double rho,
                                          double rate) {
    const EquiangularSettings& settings = study.settings;
    const double beta = settings.inverse_temperature(), gamma = beta / std::log(static_cast<double>(settings.n));
    std::vector<Readout> all = {{formatted("$\\beta = %.4g", beta) + formatted(" = %.3g \\log n$", gamma), Kind::plain},
                                {equiangular_law(settings), Kind::theory},
                                {course_text(equiangular_course(settings, false), time), Kind::plain},
                                {formatted("$\\rho = %.6f$", rho), Kind::theory},
                                {"$d\\rho/dt$ = " + number_text(rate), Kind::theory}};
    if (!study.series.particles.empty()) {
        all.push_back(
            {formatted("$\\rho$ of the particles = %.6f", rho + difference_at(study.series, time)), Kind::measurement});
        all.push_back({"difference " + short_text(difference_at(study.series, time)) + ", at most " +
                           short_text(study.largest_difference()),
                       Kind::measurement});
    } else if (settings.n > most_particles) {
        all.push_back({formatted("up to n = %.0f tokens are also moved one by one", most_particles), Kind::faint});
    } else {
        all.push_back({"all tokens are being moved one by one…", Kind::faint});
    }
    return all;
}

}  // namespace

chart::Rules moment_rule(double at, Theme theme) {
    return {.at = {at}, .stroke = {faded(ink(palette::text(theme)), 0.7f), 1.5f}};
}

chart::Dots moment_dot(double x, double y, chart::Colour fill) {
    return {.x = {x}, .y = {y}, .radius = 6, .fill = fill, .edge = {{1, 1, 1, 1}, 1.5f}};
}

Course equiangular_course(const EquiangularSettings& settings, bool logarithmic) {
    constexpr double first = 200;
    return {.label = "t",
            .from = logarithmic ? settings.until / first : 0,
            .until = settings.until,
            .logarithmic = logarithmic,
            .unit = "time / s"};
}

Board equiangular_board(const studies::EquiangularStudy& study, double time, bool logarithmic, Theme theme) {
    const EquiangularSettings& settings = study.settings;
    const double beta = settings.inverse_temperature(), n = static_cast<double>(settings.n);
    const double rho = equiangular_curve(settings.attention, n, beta, settings.rho, time);
    const double rate = equiangular_rate(settings.attention, n, beta, rho);
    const chart::Colour red = ink(palette::theory(theme));
    Board board;
    board.readouts = equiangular_readouts(study, time, rho, rate);
    chart::Chart series = equiangular_series_chart(settings, study.series, theme);
    mark_series(series, settings, time, rho, logarithmic, theme);
    chart::Chart rates = equiangular_rate_chart(study.rates, theme);
    rates.items.emplace_back(moment_dot(rho, rate, red));
    chart::Chart transition = equiangular_transition_chart(settings, study.transition, theme);
    // The curves show the end: so does the point of these settings.
    if (settings.attention == Attention::softmax)
        transition.items.emplace_back(moment_dot(beta / std::log(n), study.series.theory.back(), red));
    chart::Chart times = cluster_time_chart(settings, study.times, theme);
    times.legend = chart::Legend::above;  // within the map it would cover the moving point
    mark_map(times, settings, rho);
    board.charts.push_back({"series", "Inner product $\\rho$ over time", std::move(series)});
    board.charts.push_back({"rates", "Speed $d\\rho/dt$", std::move(rates)});
    board.charts.push_back({"transition", equiangular_transition_title(settings), std::move(transition)});
    board.charts.push_back(
        {"times", "$\\log_{10}$ of the time to gather", std::move(times), cluster_time_bar(study.times)});
    return board;
}

std::string equiangular_words(const EquiangularSettings& settings) {
    return "n = " + grouped(static_cast<std::uint64_t>(settings.n)) + " tokens, " +
           (settings.gamma > 0 ? formatted("γ = %.4g", settings.gamma) : formatted("β = %.4g", settings.beta)) +
           formatted(", ρ = %.3g at the start, ", settings.rho) +
           (settings.attention == Attention::softmax ? "softmax" : "unnormalised") + " attention, Q = K = V = Id";
}

}  // namespace coalesce::lab
