#include "flow/rows.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <numeric>

#include "field/parallel.hpp"

namespace coalesce {

namespace {

template <class T>
void gather(std::span<const std::int32_t> row, std::span<const T> from, std::span<T> to) {
    for_each_token(row.size(), [&](std::size_t t) { to[t] = from[static_cast<std::size_t>(row[t])]; });
}

/// Sets to[place[i]] = from[i].
template <class T>
void scatter(std::span<const std::int32_t> place, std::span<const T> from, std::span<T> to) {
    for_each_token(place.size(), [&](std::size_t i) { to[static_cast<std::size_t>(place[i])] = from[i]; });
}

/// Returns the row that every row moves to in a stable sort by key.
std::vector<std::int32_t> sorted_places(std::span<const std::int32_t> key) {
    std::vector<std::int32_t> next(static_cast<std::size_t>(*std::max_element(key.begin(), key.end())) + 1, 0);
    for (const std::int32_t k : key) ++next[static_cast<std::size_t>(k)];
    std::exclusive_scan(next.begin(), next.end(), next.begin(), 0);
    std::vector<std::int32_t> place(key.size());
    for (std::size_t i = 0; i < key.size(); ++i) place[i] = next[static_cast<std::size_t>(key[i])]++;
    return place;
}

}  // namespace

void at_rows(std::span<const std::int32_t> row, const Vectors& rows, Vectors& tokens) {
    tokens.resize(rows.dimension, row.size());
    for (int k = 0; k < rows.dimension; ++k) gather(row, rows.axis(k), tokens.axis(k));
}

void at_rows(std::span<const std::int32_t> row, const Field& rows, Field& tokens) {
    at_rows(row, rows.attention, tokens.attention);
    tokens.log_partition.resize(row.size());
    gather<double>(row, rows.log_partition, tokens.log_partition);
}

void at_rows(std::span<const std::int32_t> row, const Cloud& rows, Cloud& tokens) {
    for (int k = 0; k < rows.dimension(); ++k) gather(row, rows.axis(k), tokens.axis(k));
}

std::span<const std::int32_t> TokenOrder::row_of_token() const {
    if (row_.size() != token_.size()) {
        row_.resize(token_.size());
        for_each_token(token_.size(), [&](std::size_t row) {
            row_[static_cast<std::size_t>(token_[row])] = static_cast<std::int32_t>(row);
        });
    }
    return row_;
}

Cloud TokenOrder::in_token_order(const Cloud& rows) const {
    Cloud tokens;
    tokens.shape_like(rows);
    at_rows(row_of_token(), rows, tokens);
    if (rows.weighted()) {
        std::vector<double> masses(rows.size());
        gather<double>(row_of_token(), rows.masses(), masses);
        tokens.swap_masses(masses);
    }
    return tokens;
}

void TokenOrder::sort(Cloud& cloud, std::span<const std::int32_t> key, std::vector<double>& scratch) {
    const std::size_t n = cloud.size();
    const std::vector<std::int32_t> place = sorted_places(key);
    scratch.resize(static_cast<std::size_t>(cloud.dimension()) * n);
    for (int k = 0; k < cloud.dimension(); ++k)
        scatter<double>(place, cloud.axis(k), {scratch.data() + static_cast<std::size_t>(k) * n, n});
    cloud.swap_coordinates(scratch);
    if (cloud.weighted()) {
        std::vector<double> masses(n);
        scatter<double>(place, cloud.masses(), masses);
        cloud.swap_masses(masses);
    }
    std::vector<std::int32_t> token(n);
    if (plain())
        for_each_token(
            n, [&](std::size_t i) { token[static_cast<std::size_t>(place[i])] = static_cast<std::int32_t>(i); });
    else
        scatter<std::int32_t>(place, token_, token);
    token_ = std::move(token);
    row_.clear();
}

}  // namespace coalesce
