#pragma once

#include <cstddef>

#include "coalesce/model/random.hpp"

namespace coalesce {

/// Random numbers of many indices at once: lane k has index first + k. Loops over lanes are vectorised; a lane's
/// numbers depend on (seed, stream, index, draw) alone, as in CounterRandom.
class BlockRandom {
  public:
    static constexpr std::size_t lanes = 128;  ///< length of every array
    /// Draws reserved for a pair of chi-squares.
    static constexpr std::uint32_t chi_square_draws = 32;

    BlockRandom(std::uint64_t seed, Stream stream, std::uint64_t first) : seed_(seed), stream_(stream), first_(first) {}

    /// Writes exactly the numbers of CounterRandom::uniforms.
    void uniforms(std::uint32_t draw, double* a, double* b) const;
    /// Two independent standard normals a lane, to 1e-15 those of CounterRandom::normals.
    void normals(std::uint32_t draw, double* a, double* b) const;
    /// Two independent chi-squares a lane, of `freedom_a` and `freedom_b` ≥ 1 degrees, from draws `draw` up to
    /// draw + chi_square_draws - 1. Exact: Marsaglia–Tsang's rejection from 3 degrees on, ended after 16 attempts,
    /// which 1 lane in 10^20 would need.
    void chi_squares(std::uint32_t draw, double freedom_a, double freedom_b, double* a, double* b) const;

  private:
    void retry(std::uint32_t draw, double freedom, std::size_t which, std::size_t lane, double& value) const;

    std::uint64_t seed_;
    Stream stream_;
    std::uint64_t first_;
};

}  // namespace coalesce
