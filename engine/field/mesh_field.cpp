#include "field/mesh_field.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_reduce.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "field/direct_kernel.hpp"
#include "field/far_pairs.hpp"
#include "field/mesh_error.hpp"
#include "field/mesh_kernel.hpp"
#include "field/parallel.hpp"
#include "field/token_math.hpp"

namespace coalesce {

namespace {

/// Every chunk has its own deposit, and deposits are added in order: bits do not depend on threads. More chunks would
/// cost more in clearing and adding than they gain on the few cores that memory bandwidth feeds.
constexpr std::size_t most_chunks = 8;
/// Below this many tokens a chunk costs more than it saves.
constexpr std::size_t least_chunk = 20000;
/// Tokens a pass, which fit the first-level cache.
constexpr std::size_t block = 1024;

/// Number of chunks: a power of two, since most thread counts are powers of two and then no thread is idle.
std::size_t deposit_chunks(std::size_t tokens) {
    return std::bit_floor(std::clamp<std::size_t>(tokens / least_chunk, 1, most_chunks));
}

/// Number of runs of equal cells.
std::size_t runs_in(std::span<const std::int32_t> cell) {
    std::size_t runs = 1;
    for (std::size_t i = 1; i < cell.size(); ++i) runs += cell[i] != cell[i - 1] ? 1 : 0;
    return runs;
}

template <class T>
std::size_t bytes_of(const std::vector<T>& values) {
    return values.capacity() * sizeof(T);
}

template <class Body>
void for_each_block(std::size_t count, StopToken stop, const Body& body) {
    oneapi::tbb::parallel_for(std::size_t{0}, (count + block - 1) / block, [&](std::size_t k) {
        if (!stop.stop_requested()) body(k * block, std::min(count, (k + 1) * block));
    });
}

}  // namespace

void MeshField::evaluate(const Cloud& cloud, const Model& model, const MeshGrid& grid, Precision precision,
                         double negligible, Field& field) {
    evaluate_nodes(cloud, model, grid, precision, negligible);
    read(cloud, model, field);
}

void MeshField::evaluate_nodes(const Cloud& cloud, const Model& model, const MeshGrid& grid, Precision precision,
                               double negligible) {
    // Below this tolerance a place in float, 3e-8 of a cell, is too coarse; other fields keep the bits of float places.
    fine_ = precision == Precision::double_ && negligible < 1e-9;
    prepare(grid, cloud.size());
    deposit(cloud);
    find_targets();
    precision == Precision::single_ ? sum<float>(model, negligible) : sum<double>(model, negligible);
}

void MeshField::prepare(const MeshGrid& grid, std::size_t tokens) {
    const bool same = grid == grid_ && !point_.empty();
    cell_.resize(tokens);
    u_.resize(tokens);
    if (grid.dimension == 3) v_.resize(tokens);
    if (same) return;
    grid_ = grid;
    first_node_.resize(grid.cells());
    for (std::size_t c = 0; c < grid.cells(); ++c) first_node_[c] = static_cast<std::int32_t>(grid.first_node(c));
    point_.resize(grid.nodes());
    for (std::size_t k = 0; k < grid.nodes(); ++k) point_[k] = grid.point(k);
    by_tile_ = compact_order(grid);
    weight_.assign(grid.nodes(), 0);
    read_.assign(grid.nodes(), 0);
    node_value_.assign(4 * grid.nodes(), 0);
    occupied_.assign(grid.cells(), 0);
    cells_.clear();
    used_.clear();
}

/// A stopped evaluation leaves deposits that are not cleared: clearing point_ makes the next one prepare its mesh anew.
void MeshField::check_stop() {
    if (!stop_.stop_requested()) return;
    point_.clear();
    throw Stopped();
}

/// Locates the tokens and spreads their masses over the nodes of their cells.
void MeshField::deposit(const Cloud& cloud) {
    const std::size_t chunks = deposit_chunks(cloud.size()), size = kernel::cell_doubles(grid_.dimension, grid_.p);
    cells_.resize(chunks);
    used_.resize(chunks);
    runs_.assign(chunks, 0);
    const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(),
                             grid_.dimension == 3 ? cloud.axis(2).data() : nullptr};
    const kernel::MeshPlaces places{cell_.data(), u_.data(), v_.data(), fine_};
    const double* masses = cloud.weighted() ? cloud.masses().data() : nullptr;
    oneapi::tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
        std::vector<double>& cells = cells_[chunk];
        std::vector<std::uint8_t>& used = used_[chunk];
        cells.resize(grid_.cells() * size);  // all zero: the last evaluation cleared it
        used.resize(grid_.cells());
        std::size_t runs = 0;
        const std::size_t end = (chunk + 1) * cloud.size() / chunks;
        for (std::size_t from = chunk * cloud.size() / chunks; from < end && !stop_.stop_requested(); from += block) {
            const std::size_t to = std::min(end, from + block);
            kernel::locate_tokens(axis, grid_.dimension, grid_.n, from, to, places);
            for (std::size_t i = from; i < to; ++i) used[static_cast<std::size_t>(cell_[i])] = 1;
            runs += runs_in({cell_.data() + from, to - from});
            kernel::deposit_tokens(places, masses, grid_.dimension, grid_.p, from, to, cells.data());
        }
        runs_[chunk] = runs;
    });
    check_stop();
}

/// Adds the chunks' deposits into the nodes' weights, clears them, and lists the nodes that carry mass or are read.
void MeshField::find_targets() {
    const int p = grid_.p, rows = grid_.dimension == 3 ? p : 1;
    const std::size_t padded = kernel::padded_order(p), size = kernel::cell_doubles(grid_.dimension, p);
    std::fill(weight_.begin(), weight_.end(), 0.0);
    std::fill(read_.begin(), read_.end(), std::uint8_t{0});
    const std::size_t panel_cells = grid_.cells() / static_cast<std::size_t>(grid_.panels());
    // Panels share no node, so that they can be summed in parallel.
    oneapi::tbb::parallel_for(0, grid_.panels(), [&](int panel) {
        const std::size_t first = static_cast<std::size_t>(panel) * panel_cells;
        for (std::size_t c = first; c < first + panel_cells; ++c) {
            occupied_[c] = 0;
            for (std::size_t chunk = 0; chunk < cells_.size(); ++chunk) {
                if (!used_[chunk][c]) continue;
                used_[chunk][c] = 0;
                occupied_[c] = 1;
                double* deposit = cells_[chunk].data() + c * size;
                for (int row = 0; row < rows; ++row)
                    for (int column = 0; column < p; ++column) {
                        const auto node = static_cast<std::size_t>(first_node_[c] + row * grid_.side() + column);
                        weight_[node] +=
                            deposit[static_cast<std::size_t>(row) * padded + static_cast<std::size_t>(column)];
                        read_[node] = 1;
                    }
                std::fill_n(deposit, size, 0.0);
            }
        }
    });
    occupied_cells_ = static_cast<std::size_t>(std::accumulate(occupied_.begin(), occupied_.end(), std::ptrdiff_t{0}));
    source_node_.clear();
    target_node_.clear();
    for (const std::int32_t node : by_tile_) {
        if (weight_[static_cast<std::size_t>(node)] != 0) source_node_.push_back(node);
        if (read_[static_cast<std::size_t>(node)]) target_node_.push_back(node);
    }
}

/// Computes m and F at every node that is read, from every node that carries mass and is not negligible there.
template <class Real>
void MeshField::sum(const Model& model, double negligible) {
    using Limits = kernel::Exponents<Real>;
    const auto d = static_cast<std::size_t>(grid_.dimension);
    const std::size_t count = target_node_.size();
    const std::size_t padded = (count + kernel::tile_size - 1) / kernel::tile_size * kernel::tile_size;
    const Matrix B = query_key(model);
    std::vector<Vec3> queries(count);
    std::vector<Real> sources(source_node_.size() * (d + 1)), query(padded * d, Real{0}), shift(padded);
    std::vector<double> sums(padded * (d + 1));
    sum_bytes_ = bytes_of(queries) + bytes_of(sources) + bytes_of(query) + bytes_of(shift) + bytes_of(sums);
    double heaviest = 0, longest = 0;
    for (const std::int32_t node : source_node_)
        heaviest = std::max(heaviest, std::abs(weight_[static_cast<std::size_t>(node)]));
    for (std::size_t s = 0; s < source_node_.size(); ++s) {
        const auto node = static_cast<std::size_t>(source_node_[s]);
        for (std::size_t k = 0; k < d; ++k) sources[s * (d + 1) + k] = static_cast<Real>(point_[node][k]);
        sources[s * (d + 1) + d] = static_cast<Real>(weight_[node] / heaviest);
    }
    for (std::size_t t = 0; t < count; ++t) {
        queries[t] = query_image_log2(B, model.beta, point_[static_cast<std::size_t>(target_node_[t])]);
        longest = std::max(longest, norm(queries[t]));
        for (std::size_t k = 0; k < d; ++k) query[k * padded + t] = static_cast<Real>(queries[t][k]);
    }
    const FarPairs far(source_node_, point_, weight_, negligible);
    kernel::PairSums<Real> pairs;
    pairs.dimension = grid_.dimension;
    pairs.targets = count;
    pairs.weighted = true;
    // 2^26: node weights of both signs may cancel down to that part of the heaviest.
    pairs.shifted = longest + 26 > Limits::largest_unshifted;
    pairs.shift = shift.data();
    pairs.total = sums.data();
    for (std::size_t k = 0; k < d; ++k) {
        pairs.query[k] = query.data() + k * padded;
        pairs.moment[k] = sums.data() + (k + 1) * padded;
    }
    std::vector<double> summed(padded / kernel::tile_size);
    oneapi::tbb::parallel_for(std::size_t{0}, padded / kernel::tile_size, [&](std::size_t tile) {
        if (stop_.stop_requested()) return;
        const std::size_t first = tile * kernel::tile_size, end = std::min(first + kernel::tile_size, count);
        const std::vector<FarPairs::Range> near = far.near({queries.data() + first, end - first});
        kernel::PairSums<Real> own_pairs = pairs;
        std::vector<Real> gathered;
        if (near.size() == 1) {
            own_pairs.sources = sources.data() + near[0].from * (d + 1);
            own_pairs.count = near[0].to - near[0].from;
        } else {
            for (const FarPairs::Range& range : near)
                gathered.insert(gathered.end(), sources.begin() + static_cast<std::ptrdiff_t>(range.from * (d + 1)),
                                sources.begin() + static_cast<std::ptrdiff_t>(range.to * (d + 1)));
            own_pairs.sources = gathered.data();
            own_pairs.count = gathered.size() / (d + 1);
        }
        kernel::sum_tile(own_pairs, first);
        summed[tile] = static_cast<double>(own_pairs.count) * static_cast<double>(end - first);
        for (std::size_t t = first; t < end; ++t) {
            const TokenSums own{sums[t],
                                {sums[padded + t], sums[2 * padded + t], d == 3 ? sums[3 * padded + t] : 0.0},
                                pairs.shifted ? static_cast<double>(shift[t]) : 0.0};
            double* value = node_value_.data() + 4 * static_cast<std::size_t>(target_node_[t]);
            const Vec3 m = attention_of(own);
            std::copy_n(m.begin(), d, value);
            value[d] = log_partition_of(own, heaviest);
        }
    });
    check_stop();
    pairs_ = std::accumulate(summed.begin(), summed.end(), 0.0);
}

/// mesh_kernel.cpp fills vectors from runs of 16 tokens; up to twice the fewest possible runs counts as sorted.
bool MeshField::scattered() const {
    return std::accumulate(runs_.begin(), runs_.end(), std::size_t{0}) > cell_.size() / 16 + 2 * occupied_cells_;
}

void MeshField::read(const Cloud& cloud, const Model& model, Field& field) {
    const kernel::MeshPlaces places{cell_.data(), u_.data(), v_.data(), fine_};
    const bool flat = grid_.dimension == 2;
    double* out[4] = {field.attention.axis(0).data(), field.attention.axis(1).data(),
                      flat ? field.log_partition.data() : field.attention.axis(2).data(), field.log_partition.data()};
    const bool unnormalised = model.attention == Attention::unnormalized;
    const double bound = score_bound(model), unit = cloud.weighted() ? 0 : std::log(static_cast<double>(cloud.size()));
    for_each_block(cloud.size(), stop_, [&](std::size_t from, std::size_t to) {
        kernel::read_tokens(places, node_value_.data(), first_node_.data(), grid_.side(), grid_.dimension, grid_.p,
                            from, to, out);
        for (std::size_t i = from; i < to; ++i) field.log_partition[i] -= unit;
        if (!unnormalised) return;
        for (std::size_t i = from; i < to; ++i) {
            const double factor = unnormalised_factor(field.log_partition[i], model.beta, bound);
            for (int k = 0; k < grid_.dimension; ++k) field.attention.axis(k)[i] *= factor;
        }
    });
    check_stop();
}

double MeshField::roughness_of(std::size_t cell) const {
    return coalesce::roughness_of(grid_, node_value_.data(), cell);
}

std::size_t MeshField::mesh_bytes() const {
    std::size_t deposits = 0;
    for (const auto& cells : cells_) deposits += bytes_of(cells);
    for (const auto& used : used_) deposits += bytes_of(used);
    return deposits + bytes_of(first_node_) + bytes_of(point_) + bytes_of(by_tile_) + bytes_of(occupied_) +
           bytes_of(weight_) + bytes_of(read_) + bytes_of(source_node_) + bytes_of(target_node_) +
           bytes_of(node_value_) + sum_bytes_;
}

double MeshField::roughness() const {
    return oneapi::tbb::parallel_reduce(
        oneapi::tbb::blocked_range<std::size_t>(0, grid_.cells(), 256), 0.0,
        [&](const auto& range, double largest) {
            for (std::size_t c = range.begin(); c != range.end(); ++c)
                if (occupied_[c]) largest = std::max(largest, roughness_of(c));
            return largest;
        },
        [](double a, double b) { return std::max(a, b); });
}

std::vector<std::size_t> MeshField::telling_tokens(std::size_t each) const {
    const std::size_t count = cell_.size();
    std::vector<std::size_t> firsts;
    std::vector<std::uint8_t> seen(grid_.cells(), 0);
    for (std::size_t i = 0; i < count; ++i)
        if (auto& taken = seen[static_cast<std::size_t>(cell_[i])]; !taken) {
            taken = 1;
            firsts.push_back(i);
        }
    std::vector<double> rough(firsts.size());
    oneapi::tbb::parallel_for(std::size_t{0}, firsts.size(), [&](std::size_t k) {
        rough[k] = roughness_of(static_cast<std::size_t>(cell_[firsts[k]]));
    });
    return coalesce::telling_tokens(count, each, firsts, rough);
}

}  // namespace coalesce
