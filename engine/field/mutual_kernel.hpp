#pragma once

#include <cstddef>

namespace coalesce::kernel {

/// Tokens on either side of a mutual sum, at most.
inline constexpr std::size_t mutual_size = 256;

/// total_i = Σ_j e_ij, moment_i = Σ_j e_ij x_j of PairSums.
struct TokenSumPlanes {
    double* total = nullptr;
    double* moment[3] = {};
};

/// Tokens that attend to each other: with symmetric B, z_i = β B x_i, one exponential e_ij = e_ji serves both.
/// Unweighted and unshifted in the terms of PairSums.
template <class Real>
struct MutualSums {
    int dimension = 3;
    const Real* token[3] = {};  ///< x
    const Real* query[3] = {};  ///< z log2 e
};

/// Adds e_ij of i in [first, first + mutual_size), j in [from, to), to < from + mutual_size, to the sums of both;
/// planes are indexed by i - first and by j - from. Float terms meet in groups of 4, of 16 such (64 terms), of 4 such,
/// and then in double: as many levels as PairSums has, so that roundings add up to no more.
void add_mutual(const MutualSums<float>& sums, std::size_t first, std::size_t from, std::size_t to,
                const TokenSumPlanes& of_i, const TokenSumPlanes& of_j);
void add_mutual(const MutualSums<double>& sums, std::size_t first, std::size_t from, std::size_t to,
                const TokenSumPlanes& of_i, const TokenSumPlanes& of_j);

}  // namespace coalesce::kernel
