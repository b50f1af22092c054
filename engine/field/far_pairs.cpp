#include "field/far_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace coalesce {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Centre of mass and the radius about it.
struct Ball {
    Vec3 centre{};
    double radius = 0;
};
template <class PointAt>
Ball ball_of(std::size_t count, const PointAt& point) {
    Ball ball;
    for (std::size_t k = 0; k < count; ++k)
        ball.centre = add(ball.centre, scaled(point(k), 1.0 / static_cast<double>(count)));
    for (std::size_t k = 0; k < count; ++k)
        ball.radius = std::max(ball.radius, norm(add(point(k), scaled(ball.centre, -1))));
    return ball;
}

}  // namespace

FarPairs::FarPairs(std::span<const std::int32_t> nodes, std::span<const Vec3> point, std::span<const double> weight,
                   double negligible)
    : count_(nodes.size()) {
    for (std::size_t from = 0; from < nodes.size(); from += block) {
        const std::size_t size = std::min(block, nodes.size() - from);
        const auto node = [&](std::size_t k) { return static_cast<std::size_t>(nodes[from + k]); };
        const Ball ball = ball_of(size, [&](std::size_t k) { return point[node(k)]; });
        double absolute = 0, sum = 0;
        for (std::size_t k = 0; k < size; ++k) {
            absolute += std::abs(weight[node(k)]);
            sum += weight[node(k)];
        }
        blocks_.push_back({ball.centre, ball.radius, std::log2(absolute), sum > 0 ? std::log2(sum) : -infinity});
    }
    cut_ = -std::log2(negligible / static_cast<double>(std::max<std::size_t>(blocks_.size(), 1)));
}

std::vector<FarPairs::Range> FarPairs::near(std::span<const Vec3> queries) const {
    const Ball ball = ball_of(queries.size(), [&](std::size_t k) { return queries[k]; });
    const double length = norm(ball.centre);
    double least = -infinity;
    for (const Block& each : blocks_)
        least = std::max(least, dot(ball.centre, each.centre) - length * each.radius - ball.radius + each.log_sum);
    std::vector<Range> ranges;
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
        const Block& each = blocks_[k];
        const double most = dot(ball.centre, each.centre) + length * each.radius + ball.radius + each.log_size;
        if (most < least - cut_) continue;
        const std::size_t from = k * block, to = std::min(from + block, count_);
        if (!ranges.empty() && ranges.back().to == from)
            ranges.back().to = to;
        else
            ranges.push_back({from, to});
    }
    return ranges;
}

}  // namespace coalesce
