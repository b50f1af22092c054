#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "field/exponents.hpp"

namespace coalesce::kernel {

/// Targets are summed in tiles of this many, whatever the SIMD width.
inline constexpr std::size_t tile_size = 64;

/// What the all-pairs kernel reads and writes: for every target i, over the sources j (causal: j ≤ i),
///
///   e_ij = 2^(t_ij - M_i), t_ij = <z_i, x_j> log2 e,   total_i = Σ_j a_j e_ij,   moment_i = Σ_j a_j e_ij x_j.
///
/// M_i = max_j t_ij when `shifted`, else 0, for which all |t_ij| must be at most Exponents<Real>::largest_unshifted.
/// A term with t_ij - M_i below Exponents<Real>::negligible counts as 2^negligible.
template <class Real>
struct PairSums {
    int dimension = 3;
    std::size_t count = 0;    ///< sources
    std::size_t targets = 0;  ///< causal: the sources are the targets
    bool causal = false;
    bool weighted = false;
    bool shifted = false;
    const Real* sources = nullptr;  ///< count × d, or count × (d + 1) when weighted: x_j, a_j ≤ 1
    const Real* query[3] = {};      ///< z_i log2 e, planes padded to whole tiles
    Real* shift = nullptr;          ///< M_i, padded
    double* total = nullptr;        ///< padded
    double* moment[3] = {};         ///< padded
};

void sum_tile(const PairSums<float>& sums, std::size_t first_target);
void sum_tile(const PairSums<double>& sums, std::size_t first_target);

/// SIMD targets (Highway's bits, one each) compiled in that this machine can run, best first.
std::vector<std::int64_t> supported_targets();
/// The one that runs.
std::int64_t chosen_target();
std::string target_name(std::int64_t target);
/// Restricts dispatch to one target; 0 lifts the restriction. Not while sums run.
void restrict_targets(std::int64_t target);

}  // namespace coalesce::kernel
