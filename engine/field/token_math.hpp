#pragma once

#include <algorithm>
#include <cmath>

#include "coalesce/model/host_device.hpp"
#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// Per-token mathematics of the field, shared by the CPU loop and the CUDA kernel.

inline constexpr double log2_e = 1.44269504088896340736;
inline constexpr double ln_2 = 0.693147180559945309417;

/// Returns z log2 e, z = β B x with B = K^T Q: scores <z, x_j> are then in powers of two.
COALESCE_HD inline Vec3 query_image_log2(const Matrix& query_key, double beta, const Vec3& x) {
    return scaled(query_key * x, beta * log2_e);
}

/// Sums of one token over its sources: Σ e_j and Σ e_j x_j, e_j = 2^(t_j - shift) α_j / mass_unit.
struct TokenSums {
    double total;
    Vec3 moment;
    double shift;
};

/// Combines the sums over two sets of sources; a set without sources has shift -∞.
COALESCE_HD inline TokenSums together(const TokenSums& a, const TokenSums& b) {
    if (a.shift == b.shift) return {a.total + b.total, add(a.moment, b.moment), a.shift};
    const double shift = std::max(a.shift, b.shift), of_a = std::exp2(a.shift - shift),
                 of_b = std::exp2(b.shift - shift);
    return {of_a * a.total + of_b * b.total, add(scaled(a.moment, of_a), scaled(b.moment, of_b)), shift};
}

/// Returns F = log Σ_j α_j exp(<z,x_j>) of one token.
COALESCE_HD inline double log_partition_of(const TokenSums& sums, double mass_unit) {
    return std::log(sums.total) + sums.shift * ln_2 + std::log(mass_unit);
}

/// Returns the softmax attention Σ_j w_j x_j of one token.
COALESCE_HD inline Vec3 attention_of(const TokenSums& sums) {
    return scaled(sums.moment, 1 / sums.total);
}

/// Returns exp(F - βs) ≤ 1, s = ‖Q^T K‖: the factor from softmax to unnormalised attention (time scaled by e^{-βs}).
COALESCE_HD inline double unnormalised_factor(double log_partition, double beta, double score_bound) {
    return std::exp(log_partition - beta * score_bound);
}

struct AttentionOfToken {
    Vec3 attention;        ///< m
    double log_partition;  ///< F
};
/// Returns m and F, for either kind of attention.
COALESCE_HD inline AttentionOfToken attention_and_log_partition(const TokenSums& sums, double mass_unit,
                                                                bool unnormalised, double beta, double score_bound) {
    const double log_partition = log_partition_of(sums, mass_unit);
    const Vec3 m = attention_of(sums);
    return {unnormalised ? scaled(m, unnormalised_factor(log_partition, beta, score_bound)) : m, log_partition};
}

/// Returns v = P_x V m, radians per unit of time.
COALESCE_HD inline Vec3 velocity_of(const Vec3& x, const Matrix& V, const Vec3& attention) {
    return tangent_part(x, V * attention);
}

}  // namespace coalesce
