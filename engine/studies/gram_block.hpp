#pragma once

#include <array>
#include <vector>

#include "coalesce/studies/infinite_width.hpp"
#include "model/random_block.hpp"

namespace coalesce {

using Lanes = std::array<double, BlockRandom::lanes>;  ///< one number per sample of a block
using Rows = std::vector<Lanes>;

/// L with L L^T = C = X X^T/n for a block of layers: all that sample_layer needs of the tokens X.
class GramBlock {
  public:
    /// Uses `draw` and the draws after it, and advances it.
    GramBlock(const InfiniteWidth& settings, const BlockRandom& random, std::uint32_t& draw);

    /// Number of columns of L.
    std::size_t rank() const { return rank_; }
    /// Returns C_11.
    const Lanes& first() const { return first_; }
    /// Computes weight_i = factor (L normal)_i, distributed as N(0, factor² C).
    void scores(const Rows& normal, const Lanes& factor, Rows& weight) const;
    /// Computes |L^T weight|² = weight^T C weight.
    void squared_length(const Rows& weight, Lanes& out) const;

  private:
    Lanes& entry(std::size_t row, std::size_t column) { return entries_[row * rank_ + column]; }
    const Lanes& entry(std::size_t row, std::size_t column) const { return entries_[row * rank_ + column]; }

    void bartlett(const BlockRandom& random, std::uint32_t& draw);
    void sum_columns(std::int64_t count, const BlockRandom& random, std::uint32_t& draw);
    void match_cumulants(const BlockRandom& random, std::uint32_t& draw);
    void unit_normal(const BlockRandom& random, std::uint32_t& draw, Rows& normal) const;
    void factorise();

    std::size_t tokens_, rank_;
    std::int64_t n_;
    Rows entries_;  ///< L row by row; 0 above the diagonal
    Lanes first_{}, length_{};
};

/// Softmax over rows, for every lane.
void lane_softmax(Rows& weight);

}  // namespace coalesce
