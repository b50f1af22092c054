#include "coalesce/sweep/sweep_slice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

/// Quantile of sorted values, linear between order statistics (type 7 of Hyndman and Fan 1996).
double sorted_quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double part = place - static_cast<double>(below);
    return part == 0 ? sorted[below] : sorted[below] + part * (sorted[above] - sorted[below]);
}

SweepCell cell_of(const SweepTable& table, std::size_t first, std::size_t seeds, std::size_t measure) {
    SweepCell cell{.runs = seeds, .first_run = first};
    std::vector<double> values;
    for (std::size_t run = first; run < first + seeds; ++run) {
        if (!table.known(run)) continue;
        ++cell.known;
        if (!table.done(run)) {
            if (cell.failed++ == 0) cell.first_failed = run;
            continue;
        }
        if (const double value = table.value(run, measure); std::isfinite(value)) values.push_back(value);
    }
    cell.measured = values.size();
    if (values.empty()) {
        cell.median = cell.lower = cell.upper = cell.least = cell.most = std::numeric_limits<double>::quiet_NaN();
        return cell;
    }
    std::sort(values.begin(), values.end());
    cell.median = sorted_quantile(values, 0.5);
    cell.lower = sorted_quantile(values, 0.25);
    cell.upper = sorted_quantile(values, 0.75);
    cell.least = values.front();
    cell.most = values.back();
    return cell;
}

void check(const Sweep& sweep, const SweepSlice& slice) {
    const std::size_t axes = sweep.axes.size();
    bool fits = slice.x < axes && slice.measure < sweep.measures.size() && slice.at.size() == axes;
    if (slice.y) fits = fits && *slice.y < axes && *slice.y != slice.x;
    for (std::size_t k = 0; fits && k < axes; ++k) fits = slice.at[k] < sweep.axes[k].values.size();
    if (!fits) throw std::invalid_argument("a slice's axes, values or measure are not those of the sweep");
}

/// A text as a field of CSV (RFC 4180).
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char letter : text) quoted.append(letter == '"' ? 2 : 1, letter);
    return quoted + "\"";
}

}  // namespace

SweepSlice first_slice(const Sweep& sweep) {
    SweepSlice slice{.at = std::vector<std::size_t>(sweep.axes.size(), 0)};
    if (sweep.axes.size() > 1) slice.y = 1;
    return slice;
}

SweepMatrix slice_of(const SweepTable& table, const SweepSlice& slice) {
    const Sweep& sweep = table.sweep();
    check(sweep, slice);
    SweepMatrix matrix{.columns = sweep.axes[slice.x].values.size(),
                       .rows = slice.y ? sweep.axes[*slice.y].values.size() : 1};
    const std::size_t seeds = std::max<std::size_t>(1, sweep.seeds.size());
    std::vector<std::size_t> place = slice.at;
    for (std::size_t row = 0; row < matrix.rows; ++row)
        for (std::size_t column = 0; column < matrix.columns; ++column) {
            place[slice.x] = column;
            if (slice.y) place[*slice.y] = row;
            std::size_t number = 0;
            for (std::size_t k = 0; k < place.size(); ++k) number = number * sweep.axes[k].values.size() + place[k];
            const SweepCell cell = cell_of(table, number * seeds, seeds, slice.measure);
            if (cell.measured > 0) {
                matrix.low = std::min(matrix.low.value_or(cell.median), cell.median);
                matrix.high = std::max(matrix.high.value_or(cell.median), cell.median);
            }
            matrix.cells.push_back(cell);
        }
    return matrix;
}

std::string csv_of(const SweepTable& table, const SweepSlice& slice) {
    const Sweep& sweep = table.sweep();
    const SweepMatrix matrix = slice_of(table, slice);
    std::string text;
    for (const SweepAxis& axis : sweep.axes) text += field(axis.key) + ",";
    text += field(sweep.measures[slice.measure].name) + ",lower_quartile,upper_quartile,least,most,seeds,failed\r\n";
    for (const SweepCell& cell : matrix.cells) {
        const std::vector<std::size_t> place = sweep.place_of(cell.first_run);
        for (std::size_t k = 0; k < sweep.axes.size(); ++k)
            text += field(sweep_value_text(sweep.axes[k].values[place[k]])) + ",";
        for (const double value : {cell.median, cell.lower, cell.upper, cell.least, cell.most})
            text += (std::isfinite(value) ? formatted("%.17g", value) : "") + ",";
        text += std::to_string(cell.measured) + "," + std::to_string(cell.failed) + "\r\n";
    }
    return text;
}

}  // namespace coalesce
