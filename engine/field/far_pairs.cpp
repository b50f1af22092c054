#include "field/far_pairs.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace coalesce {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Place of (x, y) along Hilbert's curve through a square of `side` = 2^k points: the quadrant at every scale, turned
/// as the curve turns there.
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

template <class DirectionAt>
FarPairs::Cone FarPairs::cone_of(std::size_t count, const DirectionAt& direction) {
    Cone cone;
    for (std::size_t k = 0; k < count; ++k) cone.axis = add(cone.axis, direction(k));
    if (!(norm(cone.axis) > 0)) return {{1, 0, 0}, -1, 0};
    cone.axis = normalised(cone.axis);
    cone.cosine = 1;
    for (std::size_t k = 0; k < count; ++k) cone.cosine = std::min(cone.cosine, dot(cone.axis, direction(k)));
    cone.sine = std::sqrt(std::max(0.0, 1 - cone.cosine * cone.cosine));
    return cone;
}

/// cos(φ ± ρ), ρ the sum of both angles, without angles; -1 and 1 where φ + ρ passes π and ρ passes φ.
FarPairs::Bounds FarPairs::between(const Cone& a, const Cone& b) {
    const double cosine = std::clamp(dot(a.axis, b.axis), -1.0, 1.0), sine = std::sqrt(1 - cosine * cosine);
    const double wide_cosine = a.cosine * b.cosine - a.sine * b.sine;
    const double wide_sine = a.sine * b.cosine + a.cosine * b.sine;
    if (a.cosine < 0 || b.cosine < 0 || wide_sine < 0) return {-1, 1};  // half a sphere or more
    const double most = cosine >= wide_cosine ? 1 : cosine * wide_cosine + sine * wide_sine;
    const double least = -cosine >= wide_cosine ? -1 : cosine * wide_cosine - sine * wide_sine;
    return {least, most};
}

FarPairs::FarPairs(std::span<const std::int32_t> nodes, std::span<const Vec3> point, std::span<const double> weight,
                   double negligible)
    : count_(nodes.size()) {
    for (std::size_t from = 0; from < nodes.size(); from += block) {
        const std::size_t size = std::min(block, nodes.size() - from);
        const auto node = [&](std::size_t k) { return static_cast<std::size_t>(nodes[from + k]); };
        double absolute = 0, sum = 0;
        for (std::size_t k = 0; k < size; ++k) {
            absolute += std::abs(weight[node(k)]);
            sum += weight[node(k)];
        }
        blocks_.push_back({cone_of(size, [&](std::size_t k) { return point[node(k)]; }), std::log2(absolute),
                           sum > 0 ? std::log2(sum) : -infinity});
    }
    cut_ = -std::log2(negligible / static_cast<double>(std::max<std::size_t>(blocks_.size(), 1)));
}

std::vector<FarPairs::Range> FarPairs::near(std::span<const Vec3> queries) const {
    double shortest = infinity, longest = 0;
    for (const Vec3& z : queries) {
        shortest = std::min(shortest, norm(z));
        longest = std::max(longest, norm(z));
    }
    // Queries of length 0 have no direction, and see all sources alike.
    if (!(shortest > 0) || longest * 2 < cut_) return {{0, count_}};
    const Cone cone = cone_of(queries.size(), [&](std::size_t k) { return normalised(queries[k]); });
    std::vector<double> most(blocks_.size());
    double least = -infinity;
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
        const Bounds bounds = between(cone, blocks_[k].cone);
        most[k] = (bounds.most > 0 ? longest : shortest) * bounds.most + blocks_[k].log_size;
        least = std::max(least, (bounds.least > 0 ? shortest : longest) * bounds.least + blocks_[k].log_sum);
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
