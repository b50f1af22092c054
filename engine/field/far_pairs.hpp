#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/matrix.hpp"

namespace coalesce {

/// Which sources a group of targets need not look at: at large β only those within some 6/sqrt(β) matter, and the cost
/// of summing over nodes falls from β⁴ to β².
///
/// Sources are taken in blocks, each within a ball about a centre c of radius r; so are the targets' queries z, within
/// R of Z. Every score of a pair is then within |Z| r + R of <Z, c>. A block is left out when its largest possible sum
/// is below `negligible` of the least that some other block contributes.
class FarPairs {
  public:
    static constexpr std::size_t block = 64;

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
    struct Block {
        Vec3 centre{};
        double radius = 0;
        double log_size = 0;  ///< log2 Σ |w|
        double log_sum = 0;   ///< log2 Σ w; -inf where that is not positive
    };
    std::vector<Block> blocks_;
    std::size_t count_;
    double cut_;  ///< -log2 of what is negligible of one block
};

}  // namespace coalesce
