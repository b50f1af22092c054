#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/sweep/sweep_table.hpp"

namespace coalesce {

/// A plane through the cells of a sweep, and what is shown of them.
struct SweepSlice {
    std::size_t x = 0;               ///< index of the horizontal axis
    std::optional<std::size_t> y{};  ///< of the vertical one; nullopt: the sweep has one axis
    std::vector<std::size_t> at{};   ///< index of a value for each axis; counts for axes that are neither x nor y
    std::size_t measure = 0;
    bool operator==(const SweepSlice&) const = default;
};

/// A measure over the seeds of one cell.
struct SweepCell {
    std::size_t runs = 0, known = 0, failed = 0;  ///< seeds: all, those with a row, those whose run failed
    std::size_t measured = 0;                     ///< seeds with a finite value, over which the rest is taken
    double median = 0, lower = 0, upper = 0;      ///< and the quartiles (type 7 of Hyndman and Fan); NaN: none
    double least = 0, most = 0;
    std::size_t first_run = 0;     ///< run of the first seed
    std::size_t first_failed = 0;  ///< a run that failed, if any did

    bool empty() const { return known == 0; }
};

/// The cells of a plane, rows by y from its first value on, row by row.
struct SweepMatrix {
    std::size_t columns = 0, rows = 0;
    std::vector<SweepCell> cells{};
    /// Least and greatest median; nullopt: no cell has one.
    std::optional<double> low{}, high{};
    const SweepCell& at(std::size_t row, std::size_t column) const { return cells[row * columns + column]; }
};

/// Returns the first two axes and the first measure.
SweepSlice first_slice(const Sweep& sweep);
/// Takes the plane out of a table. @throws std::invalid_argument  axes are equal or out of range
SweepMatrix slice_of(const SweepTable& table, const SweepSlice& slice);
/// Formats the plane: both axes' keys, the median, quartiles and extremes of the measure, seeds measured and failed.
std::string csv_of(const SweepTable& table, const SweepSlice& slice);

}  // namespace coalesce
