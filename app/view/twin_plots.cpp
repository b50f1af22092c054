#include "view/twin_plots.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <variant>

#include "chart/numbers.hpp"
#include "coalesce/observe/cloud_distance.hpp"
#include "view/colours.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float twin_line_width = 1.8f;

/// Range that holds both; none if either is fitted to its curve.
std::optional<chart::Range> common_range(const std::optional<chart::Range>& a, const std::optional<chart::Range>& b) {
    if (!a || !b) return std::nullopt;
    return chart::Range{std::min(a->from, b->from), std::max(a->to, b->to)};
}

}  // namespace

chart::Colour run_colour(std::size_t run, Theme theme) {
    if (run == 0) return ink(palette::measurement(theme));
    const Rgb colour = identity_colour(static_cast<int>(run), theme);
    return {colour.r, colour.g, colour.b, 1};
}

chart::Chart twin_series_chart(Series series, std::span<const std::span<const Measurement>> rows, bool log_time,
                               Theme theme, const Frame* run) {
    chart::Chart all = series_chart(series, rows.front(), log_time, theme, run);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        chart::Chart one = series_chart(series, rows[k], log_time, theme);
        if (k > 0) all.y.range = common_range(all.y.range, one.y.range);
        for (chart::Item& item : k == 0 ? all.items : one.items)
            if (auto* line = std::get_if<chart::Line>(&item)) {
                line->stroke = {run_colour(k, theme), twin_line_width};
                if (k > 0) all.items.emplace_back(std::move(*line));
            }
    }
    return all;
}

chart::Chart twin_distance_chart(const TwinDistances& distances, std::size_t runs, bool log_time, Theme theme) {
    chart::Chart chart;
    chart.x.label = "time";
    chart.x.scale = log_time ? chart::Scale::log10 : chart::Scale::linear;
    chart.x.format = [](double value, const chart::Range&) { return number_text(value); };
    chart.y.label = "rad";
    chart.y.format = [](double value, const chart::Range&) { return number_text(value); };
    double largest = 0, last = 0;
    std::size_t points = 0;
    for (std::size_t k = 1; k < runs; ++k) {
        chart::Line line;
        line.stroke = {run_colour(k, theme), twin_line_width};
        line.rising = true;
        const auto values = distances.of(k);
        for (std::size_t row = 0; row < values.size(); ++row) {
            // A logarithmic axis has no 0.
            if (log_time && distances.times()[row] < std::numeric_limits<double>::min()) continue;
            line.x.push_back(distances.times()[row]);
            line.y.push_back(values[row]);
            largest = std::max(largest, values[row]);
        }
        if (!line.x.empty()) last = line.x.back() - line.x.front();
        points = line.x.size();
        chart.items.emplace_back(std::move(line));
    }
    const bool drawable = points > 1 && last > 0;
    chart.x.tick_labels = chart.y.tick_labels = drawable;
    if (!drawable) {
        chart.items.clear();
        chart.x.range = chart::Range{1, 10};
        chart.note = {"from the first step on", ink(palette::faint_text(theme))};
    }
    // Distances begin at 0; equal clouds have a flat curve.
    constexpr double least = 1e-3, room = 1.08;
    chart.y.range = chart::Range{0, std::max(room * largest, least)};
    return chart;
}

}  // namespace coalesce
