#include <algorithm>
#include <cmath>
#include <string>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "lab/location_plots.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using chart::Chart;
using chart::Legend;
using chart::Line;
using chart::Range;
using chart::Stroke;

/// One column of the rows.
template <class Value>
std::vector<double> column(std::span<const LocationRow> rows, const Value& value) {
    std::vector<double> all;
    all.reserve(rows.size());
    for (const LocationRow& row : rows) all.push_back(value(row));
    return all;
}

std::vector<double> iterations_of(std::span<const LocationRow> rows) {
    return column(rows, [](const LocationRow& row) { return static_cast<double>(row.iteration); });
}

/// Adds a curve, with a dot where it is one point alone.
void add_curve(Chart& chart, const char* name, const std::vector<double>& x, std::vector<double> y,
               const Stroke& stroke) {
    if (x.size() == 1)
        chart.items.emplace_back(
            chart::Dots{.name = name, .x = x, .y = y, .radius = 2 * stroke.width, .fill = stroke.colour});
    chart.items.emplace_back(Line{.name = name, .x = x, .y = std::move(y), .stroke = stroke});
}

/// Powers of ten, or 1, 2 and 5 times them where there are few.
std::vector<chart::Tick> risk_ticks(double low, double high) {
    if (high > 200 * low) return chart::power_ticks(low, high, 5);
    std::vector<chart::Tick> ticks;
    for (double power = std::pow(10, std::floor(std::log10(low))); power < high; power *= 10)
        for (const double factor : {1.0, 2.0, 5.0})
            if (const double at = factor * power; at >= low && at <= high) ticks.push_back({at, formatted("%.4g", at)});
    return ticks;
}

/// Of the axis: the run's whole length, so that curves grow into it.
double last_iteration(const SingleLocation& settings, std::span<const LocationRow> rows) {
    const double done = rows.empty() ? 0.0 : static_cast<double>(rows.back().iteration);
    return std::max({1.0, done, static_cast<double>(settings.iterations)});
}

struct OrderCurve {
    const char* name;
    double OrderParameters::*member;
};

Chart order_chart(std::span<const OrderCurve> curves, const SingleLocation& settings, std::span<const LocationRow> rows,
                  const Range& shown, Theme theme) {
    Chart chart;
    // Room for the names at the right.
    chart.x = {.label = "iteration", .range = Range{0, 1.06 * last_iteration(settings, rows)}};
    chart.y = {.label = "order parameters", .range = shown};
    chart.legend = Legend::above;
    const std::vector<double> x = iterations_of(rows);
    const chart::Colour blue = ink(palette::measurement(theme)), red = ink(palette::theory(theme));
    chart::EndNames names{.colour = blue};
    for (const OrderCurve& curve : curves) {
        add_curve(chart, "measured", x, column(rows, [&](const LocationRow& r) { return r.order.*curve.member; }),
                  {blue, 2.2f});
        add_curve(chart, "finite steps", x, column(rows, [&](const LocationRow& r) { return r.map.*curve.member; }),
                  {faded(red, 0.8f), 1});
        add_curve(chart, "gradient flow", x, column(rows, [&](const LocationRow& r) { return r.flow.*curve.member; }),
                  {red, 2, true});
        if (rows.empty()) continue;
        names.names.emplace_back(curve.name);
        names.ends.push_back({x.back(), rows.back().order.*curve.member});
    }
    chart.items.emplace_back(std::move(names));
    return chart;
}

}  // namespace

Chart location_risk_chart(const SingleLocation& settings, std::span<const LocationRow> rows, Theme theme) {
    const double noise = settings.epsilon * settings.epsilon;
    const chart::Colour blue = ink(palette::measurement(theme)), red = ink(palette::theory(theme));
    const std::vector<double> x = iterations_of(rows);
    const auto test = column(rows, [&](const LocationRow& r) { return r.test.risk + noise; });
    const auto flow = column(rows, [&](const LocationRow& r) { return r.risk_flow + noise; });
    const auto paper = column(rows, [&](const LocationRow& r) { return r.risk_paper + noise; });
    bool differs = false;
    for (std::size_t k = 0; k < flow.size(); ++k) differs |= std::abs(paper[k] - flow[k]) > 0.01 * flow[k];
    double low = 1e300, high = 0;
    for (const auto* values : {&test, &flow, differs ? &paper : &flow})
        for (const double value : *values) {
            if (value > 0) low = std::min(low, value);
            high = std::max(high, value);
        }
    // No more than five decades: without label noise a risk falls for ever.
    low = std::max({1e-12, low / 1.6, high * 1e-5});
    high = std::max(2 * high, 10 * low);
    Chart chart;
    chart.x = {.label = "iteration", .range = Range{0, last_iteration(settings, rows)}};
    chart.y = {.label = "mean squared error",
               .range = Range{low, high},
               .scale = chart::Scale::log10,
               .ticks = risk_ticks(low, high)};
    chart.legend = Legend::north_east;
    chart.items.emplace_back(chart::Band{
        .name = "test risk",
        .x = x,
        .low = column(rows, [&](const LocationRow& r) { return std::max(low, r.test.risk + noise - r.test.error); }),
        .high = column(rows, [&](const LocationRow& r) { return r.test.risk + noise + r.test.error; }),
        .fill = faded(blue, 0.25f)});
    if (!rows.empty() && std::isfinite(rows.back().loss))
        add_curve(chart, "training loss", x, column(rows, [](const LocationRow& r) { return r.loss; }),
                  {faded(blue, 0.8f), 1.2f});
    add_curve(chart, "test risk", x, test, {blue, 2.2f});
    if (differs) add_curve(chart, "paper's formula", x, paper, {faded(ink(palette::text(theme)), 0.6f), 1.3f});
    add_curve(chart, "gradient flow", x, flow, {red, 2, true});
    return chart;
}

Chart location_order_chart(const SingleLocation& settings, std::span<const LocationRow> rows, Theme theme) {
    constexpr OrderCurve curves[] = {{"$\\mu$", &OrderParameters::mu}, {"$\\nu$", &OrderParameters::nu}};
    double low = 0;
    for (const LocationRow& row : rows) low = std::min({low, row.order.mu, row.order.nu, row.flow.mu, row.flow.nu});
    return order_chart(curves, settings, rows, {low < 0 ? std::max(-1.05, 1.1 * low - 0.03) : 0, 1.05}, theme);
}

Chart location_rest_chart(const SingleLocation& settings, std::span<const LocationRow> rows, Theme theme) {
    constexpr OrderCurve curves[] = {
        {"$\\zeta$", &OrderParameters::zeta}, {"$\\eta$", &OrderParameters::eta}, {"$\\rho$", &OrderParameters::rho}};
    double reach = 0.02;
    for (const LocationRow& row : rows)
        for (const OrderCurve& curve : curves)
            reach = std::max({reach, std::abs(row.order.*curve.member), std::abs(row.flow.*curve.member)});
    return order_chart(curves, settings, rows, {-1.4 * reach, 1.4 * reach}, theme);
}

}  // namespace coalesce::lab
