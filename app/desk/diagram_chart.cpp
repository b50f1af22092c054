#include "desk/diagram_chart.hpp"

#include <algorithm>
#include <cmath>

#include "view/ui.hpp"

namespace coalesce {
namespace {

/// At most so many ticks have labels.
constexpr std::size_t most_ticks = 12;

chart::Axis axis_of(const SweepAxis& axis) {
    const auto count = axis.values.size();
    chart::Axis shown{.label = axis.key, .range = chart::Range{-0.5, static_cast<double>(count) - 0.5}};
    const std::size_t every = (count + most_ticks - 1) / most_ticks;
    for (std::size_t k = 0; k < count; k += every)
        shown.ticks.push_back({static_cast<double>(k), sweep_value_text(axis.values[k])});
    return shown;
}

/// Ends of the colour scale; a single value stands in its middle.
chart::Range colours_of(const SweepMatrix& matrix) {
    const double low = matrix.low.value_or(0), high = matrix.high.value_or(1);
    if (high > low) return {low, high};
    const double half = std::max(0.5, 0.01 * std::abs(low));
    return {low - half, low + half};
}

void add_failures(chart::Chart& chart, const SweepMatrix& matrix, Theme theme) {
    chart::Dots failed{.name = "failed", .radius = 6, .fill = chart::transparent};
    failed.edge = {ink(palette::warning(theme)), 2.2f};
    for (std::size_t k = 0; k < matrix.cells.size(); ++k) {
        if (matrix.cells[k].failed == 0) continue;
        failed.x.push_back(static_cast<double>(k % matrix.columns));
        failed.y.push_back(static_cast<double>(k / matrix.columns));
    }
    if (!failed.x.empty()) chart.items.emplace_back(std::move(failed));
}

void add_map(chart::Chart& chart, const SweepMatrix& matrix) {
    const chart::Range colours = colours_of(matrix);
    chart::HeatMap map{.rows = static_cast<int>(matrix.rows),
                       .columns = static_cast<int>(matrix.columns),
                       .from = {-0.5, -0.5},
                       .to = {static_cast<double>(matrix.columns) - 0.5, static_cast<double>(matrix.rows) - 0.5},
                       .low = colours.from,
                       .high = colours.to};
    for (std::size_t row = matrix.rows; row-- > 0;)
        for (std::size_t column = 0; column < matrix.columns; ++column)
            map.values.push_back(matrix.at(row, column).median);
    chart.items.emplace_back(std::move(map));
}

void add_curve(chart::Chart& chart, const SweepMatrix& matrix, Theme theme) {
    const chart::Colour blue = ink(palette::measurement(theme));
    chart::ErrorBars bars{.name = "quartiles", .stroke = {blue, 1.6f}};
    chart::Dots dots{.name = "median", .radius = 5, .fill = blue};
    for (std::size_t k = 0; k < matrix.columns; ++k) {
        const SweepCell& cell = matrix.cells[k];
        if (cell.measured == 0) continue;
        for (auto* x : {&bars.x, &dots.x}) x->push_back(static_cast<double>(k));
        for (auto* y : {&bars.y, &dots.y}) y->push_back(cell.median);
        bars.below.push_back(cell.median - cell.lower);
        bars.above.push_back(cell.upper - cell.median);
    }
    chart.items.emplace_back(std::move(bars));
    chart.items.emplace_back(std::move(dots));
    chart.legend = chart::Legend::above;
}

}  // namespace

std::string measure_label(const SweepMeasure& measure) {
    return measure.unit.empty() ? measure.name : measure.name + " (" + measure.unit + ")";
}

chart::Chart diagram_chart(const Sweep& sweep, const SweepSlice& slice, const SweepMatrix& matrix, Theme theme) {
    chart::Chart chart;
    chart.x = axis_of(sweep.axes[slice.x]);
    if (slice.y) {
        chart.y = axis_of(sweep.axes[*slice.y]);
        add_map(chart, matrix);
        add_failures(chart, matrix, theme);
        chart.legend = chart::Legend::above;
    } else {
        chart.y.label = measure_label(sweep.measures[slice.measure]);
        add_curve(chart, matrix, theme);
    }
    return chart;
}

chart::ColourBar diagram_bar(const Sweep& sweep, const SweepSlice& slice, const SweepMatrix& matrix) {
    const chart::Range colours = colours_of(matrix);
    return {.label = measure_label(sweep.measures[slice.measure]), .low = colours.from, .high = colours.to};
}

}  // namespace coalesce
