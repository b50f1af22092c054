#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "field/mesh_grid.hpp"

namespace coalesce {

/// Nodes panel by panel along Hilbert's curve (S^1: along the ring): any run of them is about as wide as it is long.
std::vector<std::int32_t> compact_order(const MeshGrid& grid);

/// Which sources a group of targets need not look at: at large β only those within some 6/sqrt(β) matter, and the cost
/// of summing over nodes falls from β⁴ to β².
///
/// Sources are taken in blocks, each within an angle r of a direction c; so are the targets' queries z, within R of Z.
/// Every score of a pair is then between |z| cos(φ + r + R) and |z| cos(φ - r - R), φ the angle of c and Z. A block is
/// left out when its largest possible sum is below `negligible` of the least that some other block contributes.
class FarPairs {
  public:
    static constexpr std::size_t block = 16;

    /// @param nodes       of the sources, neighbours side by side
    /// @param point, weight  of all nodes
    FarPairs(std::span<const std::int32_t> nodes, std::span<const Vec3> point, std::span<const double> weight,
             double negligible);

    /// Sources `from` to `to`.
    struct Range {
        std::size_t from, to;
    };
    /// What is left, in order and never empty; scores and queries in powers of two.
    std::vector<Range> near(std::span<const Vec3> queries) const;

  private:
    /// Directions within an angle of one.
    struct Cone {
        Vec3 axis{};
        double cosine = -1, sine = 0;  ///< of the angle
    };
    struct Block {
        Cone cone;
        double log_size = 0;  ///< log2 Σ |w|
        double log_sum = 0;   ///< log2 Σ w; -inf where that is not positive
    };
    /// Bounds of the cosine of the angle between members of two cones.
    struct Bounds {
        double least, most;
    };
    template <class DirectionAt>
    static Cone cone_of(std::size_t count, const DirectionAt& direction);
    static Bounds between(const Cone& a, const Cone& b);

    std::vector<Block> blocks_;
    std::size_t count_;
    double cut_;  ///< -log2 of what is negligible of one block
};

}  // namespace coalesce
