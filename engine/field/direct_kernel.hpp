#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "field/exponents.hpp"

namespace coalesce::kernel {

/// Targets a tile, whatever the SIMD width.
inline constexpr std::size_t tile_size = 64;

/// Arguments of the all-pairs kernel: for every target i, over the sources j (causal: j ≤ i),
///
///   e_ij = 2^(t_ij - M_i), t_ij = <z_i, x_j> log2 e,   total_i = Σ_j a_j e_ij,   moment_i = Σ_j a_j e_ij x_j.
///
/// M_i = max_j t_ij when `shifted`, else 0, for which all |t_ij| must be at most Exponents<Real>::largest_unshifted.
/// A term with t_ij - M_i below Exponents<Real>::negligible counts as 2^negligible.
template <class Real>
struct PairSums {
    int dimension = 3;
    std::size_t count = 0;    ///< number of sources
    std::size_t targets = 0;  ///< number of targets; causal: equal to count
    bool causal = false;
    bool weighted = false;
    bool shifted = false;
    const Real* sources = nullptr;  ///< count × d, or count × (d + 1) when weighted: x_j, a_j ≤ 1
    const Real* query[3] = {};      ///< z_i log2 e, planes padded to whole tiles
    Real* shift = nullptr;          ///< M_i, padded to whole tiles
    double* total = nullptr;        ///< padded to whole tiles
    double* moment[3] = {};         ///< padded to whole tiles
};

void sum_tile(const PairSums<float>& sums, std::size_t first_target);
void sum_tile(const PairSums<double>& sums, std::size_t first_target);

/// SIMD targets (one bit of Highway's each) compiled in and supported by this machine, best first.
std::vector<std::int64_t> supported_targets();
/// The SIMD target in use.
std::int64_t chosen_target();
std::string target_name(std::int64_t target);
/// Restricts dispatch to one target; 0 lifts the restriction. Never during a sum.
void restrict_targets(std::int64_t target);

}  // namespace coalesce::kernel
