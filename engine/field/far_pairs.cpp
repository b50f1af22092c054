#include "field/far_pairs.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace coalesce {

namespace {

constexpr double beyond_all = std::numeric_limits<double>::infinity();

/// Position of (x, y) along Hilbert's curve through a square of `side` = 2^k points: at every scale the quadrant,
/// rotated as the curve is there.
std::uint64_t along_hilbert_curve(std::uint32_t side, std::uint32_t x, std::uint32_t y) {
    std::uint64_t place = 0;
    for (std::uint32_t half = side / 2; half > 0; half /= 2) {
        const bool right = x & half, upper = y & half;
        place += static_cast<std::uint64_t>(half) * half * (right ? (upper ? 2u : 3u) : (upper ? 1u : 0u));
        if (upper) continue;
        if (right) {
            x = side - 1 - x;
            y = side - 1 - y;
        }
        std::swap(x, y);
    }
    return place;
}

}  // namespace

std::vector<std::int32_t> compact_order(const MeshGrid& grid) {
    std::vector<std::int32_t> order(grid.nodes());
    std::iota(order.begin(), order.end(), 0);
    if (grid.dimension == 2) return order;
    const auto side = static_cast<std::uint32_t>(grid.side()), square = std::bit_ceil(side);
    std::vector<std::uint64_t> place(grid.nodes());
    for (std::size_t k = 0; k < place.size(); ++k) {
        const auto node = static_cast<std::uint32_t>(k % grid.panel_nodes());
        place[k] = k / grid.panel_nodes() * square * square + along_hilbert_curve(square, node % side, node / side);
    }
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return place[static_cast<std::size_t>(a)] < place[static_cast<std::size_t>(b)];
    });
    return order;
}

FarPairs::FarPairs(std::span<const std::int32_t> nodes, std::span<const Vec3> point, std::span<const double> weight,
                   double negligible)
    : count_(nodes.size()) {
    for (std::size_t from = 0; from < nodes.size(); from += block) {
        const std::size_t size = std::min(block, nodes.size() - from);
        const auto node = [&](std::size_t k) { return static_cast<std::size_t>(nodes[from + k]); };
        blocks_.push_back(source_block(
            size, [&](std::size_t k) { return point[node(k)]; }, [&](std::size_t k) { return weight[node(k)]; }));
    }
    cut_ = cut_of(negligible, blocks_.size());
}

std::vector<FarPairs::Range> FarPairs::near(std::span<const Vec3> queries) const {
    QueryGroup group;
    group.shortest = beyond_all;
    for (const Vec3& z : queries) {
        group.shortest = std::min(group.shortest, norm(z));
        group.longest = std::max(group.longest, norm(z));
    }
    if (!may_leave_out(group, cut_)) return {{0, count_}};
    group.cone = cone_of(queries.size(), [&](std::size_t k) { return normalised(queries[k]); });
    std::vector<double> most(blocks_.size());
    double least = -beyond_all;
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
        const Bounds bounds = contribution(group, blocks_[k]);
        most[k] = bounds.most;
        least = std::max(least, bounds.least);
    }
    std::vector<Range> ranges;
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
        if (most[k] < least - cut_) continue;
        const std::size_t from = k * block, to = std::min(from + block, count_);
        if (!ranges.empty() && ranges.back().to == from)
            ranges.back().to = to;
        else
            ranges.push_back({from, to});
    }
    return ranges;
}

}  // namespace coalesce
