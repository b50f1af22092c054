#pragma once

#include <cstddef>

namespace coalesce::kernel {

/// Largest number of tokens on either side of a mutual sum.
inline constexpr std::size_t mutual_size = 256;

/// Planes for total_i = Σ_j e_ij and moment_i = Σ_j e_ij x_j of PairSums.
struct TokenSumPlanes {
    double* total = nullptr;
    double* moment[3] = {};
};

/// Tokens that attend to each other: with symmetric B, z_i = β B x_i, one exponential e_ij = e_ji serves both. Neither
/// weighted nor shifted in the sense of PairSums.
template <class Real>
struct MutualSums {
    int dimension = 3;
    const Real* token[3] = {};  ///< x
    const Real* query[3] = {};  ///< z log2 e
};

/// Adds e_ij of i in [first, first + mutual_size), j in [from, to), to < from + mutual_size, to the sums of both;
/// planes are indexed by i - first and by j - from. Float terms are added in groups of 4, 16 such groups (64 terms), 4
/// of those, and then in double: as many levels as in PairSums, and the same bound on rounding.
void add_mutual(const MutualSums<float>& sums, std::size_t first, std::size_t from, std::size_t to,
                const TokenSumPlanes& of_i, const TokenSumPlanes& of_j);
void add_mutual(const MutualSums<double>& sums, std::size_t first, std::size_t from, std::size_t to,
                const TokenSumPlanes& of_i, const TokenSumPlanes& of_j);

}  // namespace coalesce::kernel
