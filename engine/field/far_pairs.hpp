#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "field/mesh_grid.hpp"

namespace coalesce {

/// Orders nodes by panel, then along Hilbert's curve (S^1: along the ring): any run of them is about as wide as long.
std::vector<std::int32_t> compact_order(const MeshGrid& grid);

/// A cone of directions about an axis.
struct Cone {
    Vec3 axis{};
    double cosine = -1, sine = 0;  ///< cosine and sine of the angle from axis to edge
};
/// Cone about the mean of `count` directions direction(k); all of the sphere if the mean is 0.
template <class DirectionAt>
COALESCE_HD Cone cone_of(std::size_t count, const DirectionAt& direction) {
    Cone cone;
    for (std::size_t k = 0; k < count; ++k) cone.axis = add(cone.axis, direction(k));
    if (!(norm(cone.axis) > 0)) return {{1, 0, 0}, -1, 0};
    cone.axis = normalised(cone.axis);
    cone.cosine = 1;
    for (std::size_t k = 0; k < count; ++k) cone.cosine = std::min(cone.cosine, dot(cone.axis, direction(k)));
    cone.sine = std::sqrt(std::max(0.0, 1 - cone.cosine * cone.cosine));
    return cone;
}

struct Bounds {
    double least, most;
};
/// Bounds of the cosine of the angle between members of two cones: cos(φ ± ρ), φ the angle of the axes, ρ the sum of
/// both opening angles, computed without angles; -1 if φ + ρ > π, 1 if ρ > φ.
COALESCE_HD inline Bounds between(const Cone& a, const Cone& b) {
    const double product = dot(a.axis, b.axis), cosine = product > 1 ? 1 : product < -1 ? -1 : product;
    const double sine = std::sqrt(1 - cosine * cosine);
    const double wide_cosine = a.cosine * b.cosine - a.sine * b.sine;
    const double wide_sine = a.sine * b.cosine + a.cosine * b.sine;
    if (a.cosine < 0 || b.cosine < 0 || wide_sine < 0) return {-1, 1};  // half a sphere or more
    const double most = cosine >= wide_cosine ? 1 : cosine * wide_cosine + sine * wide_sine;
    const double least = -cosine >= wide_cosine ? -1 : cosine * wide_cosine - sine * wide_sine;
    return {least, most};
}

/// Neighbouring sources, bounded together.
struct SourceBlock {
    Cone cone;
    double log_size = 0;  ///< log2 Σ |w|
    double log_sum = 0;   ///< log2 Σ w; -inf if Σ w ≤ 0
};
template <class PointAt, class WeightAt>
COALESCE_HD SourceBlock source_block(std::size_t count, const PointAt& point, const WeightAt& weight) {
    double absolute = 0, sum = 0;
    for (std::size_t k = 0; k < count; ++k) {
        absolute += std::abs(weight(k));
        sum += weight(k);
    }
    return {cone_of(count, point), std::log2(absolute), sum > 0 ? std::log2(sum) : -static_cast<double>(INFINITY)};
}

/// Queries of a group of targets; lengths in powers of two.
struct QueryGroup {
    Cone cone;
    double shortest = 0, longest = 0;
};
/// Bounds of log2 of a block's contribution to any target of the group.
COALESCE_HD inline Bounds contribution(const QueryGroup& group, const SourceBlock& block) {
    const Bounds bounds = between(group.cone, block.cone);
    return {(bounds.least > 0 ? group.shortest : group.longest) * bounds.least + block.log_sum,
            (bounds.most > 0 ? group.longest : group.shortest) * bounds.most + block.log_size};
}
/// Returns -log2 of the part of a sum that one block may lack.
COALESCE_HD inline double cut_of(double negligible, std::size_t blocks) {
    return -std::log2(negligible / static_cast<double>(blocks > 1 ? blocks : 1));
}
/// Blocks may be left out only if queries have a direction (length > 0) and are long enough to reach the cut.
COALESCE_HD inline bool may_leave_out(const QueryGroup& group, double cut) {
    return group.shortest > 0 && group.longest * 2 >= cut;
}

/// Finds the sources that a group of targets can skip: at large β only those within about 6/sqrt(β) matter, and the
/// cost of summing over nodes falls from β⁴ to β².
///
/// Sources are grouped in blocks, each within an angle r of a direction c; the targets' queries z lie within R of Z.
/// Every score of a pair is then between |z| cos(φ + r + R) and |z| cos(φ - r - R), φ the angle of c and Z. A block is
/// skipped if its largest possible sum is below `negligible` times the least that some other block contributes.
class FarPairs {
  public:
    static constexpr std::size_t block = 16;

    /// @param nodes       indices of the sources, neighbours side by side
    /// @param point, weight  of all nodes of the mesh
    FarPairs(std::span<const std::int32_t> nodes, std::span<const Vec3> point, std::span<const double> weight,
             double negligible);

    /// Sources [from, to).
    struct Range {
        std::size_t from, to;
    };
    /// Returns the sources to sum over as sorted, non-empty ranges. @param queries  z log2 e of each target
    std::vector<Range> near(std::span<const Vec3> queries) const;

  private:
    std::vector<SourceBlock> blocks_;
    std::size_t count_;
    double cut_;  ///< -log2 of the part of a sum that one block may lack
};

}  // namespace coalesce
