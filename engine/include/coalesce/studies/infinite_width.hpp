#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/model/settings.hpp"

namespace coalesce {

enum class Activation { clip, relu };
enum class ScoreScaling { sqrt, linear };
/// Method by which the Gram matrix of a ReLU layer is drawn.
enum class GramLaw { automatic, columns, matched };

/// One attention layer of random weights over s tokens (IW):
///
///   h ~ N(0, I_n),  x_i = φ(W_i h),  φ = clip to ±100 or ReLU,  i = 1 … s
///   Q = X W_Q,  K = X W_K,  V = X W_V     n × n_H each, entries N(0, 1/n), for each of H heads
///   y = H^-1/2 Σ_heads softmax(Q K^T / n_H^1/2) V W_O,   W_O n_H × n with entries N(0, 1/n_H)
///
/// and the first coordinate of the first token, y_11, is observed. n_H = n unless head_width says otherwise.
struct InfiniteWidth {
    std::int64_t n = 256;
    int s = 4;
    std::int64_t heads = 2;
    Activation activation = Activation::clip;
    ScoreScaling scaling = ScoreScaling::sqrt;
    std::int64_t head_width = 0;  ///< n_H; 0: n_H = n
    std::int64_t samples = 50000;
    std::int64_t seed = 1;
    bool matrices = false;  ///< n ≤ 256: builds W, W_Q … entry by entry, see infinite_width_matrices.hpp
    GramLaw gram = GramLaw::automatic;

    std::int64_t width_of_head() const { return head_width > 0 ? head_width : n; }
    bool operator==(const InfiniteWidth&) const = default;
};

/// Table of the settings.
std::span<const BasicParameter<InfiniteWidth>> infinite_width_parameters();
/// Checks rules that span several keys: heads · s² ≤ 10^6, matrices only up to n = 256, head_width ≤ n. Throws
/// InputError.
void check(const InfiniteWidth& settings);

/// Samples, each of another layer.
struct WidthSamples {
    std::vector<double> output;  ///< y_11
    /// Variance of y_11 given everything but the values, when it is Gaussian: the mean of these Gaussians estimates
    /// y_11's density without a bandwidth. Empty if matrices are built.
    std::vector<double> variance;
    std::vector<double> score;  ///< scaled (Q K^T)_11 of the first head
};

/// Draws samples `first` … first + count - 1 of the layer of finite width, by the law of the matrix products (matrices
/// of n×n numbers are never drawn). Given |h|² ~ χ²_n the rows of X before φ are independent N(0, |h|²/n). Given C = X
/// X^T/n the columns of Q and of K are independent N(0, C); so |q_1|² ~ C_11 χ²_{n_H}, and the scores of the first
/// token are N(0, C |q_1|²/n_H). Given the weights p and |w_O|² ~ χ²_{n_H}/n_H a head's output is N(0, |w_O|² p^T C p).
///
/// Clip: C is |h|²/n² times a Wishart matrix of n degrees, by Bartlett's triangle. Clipping itself is neglected: an
/// entry reaches ±100 with probability < s n 2e-23 + 4e-21 for any n (|h|²/n < 100, or a normal beyond 10).
///
/// ReLU: C is |h|²/n times a mean of n rank-one terms r r^T, r_i = max(0, g_i), which is not a Wishart matrix. Up to n
/// = 256 (GramLaw::automatic; always with columns) the n terms are drawn: exact, O(n s²) a sample. Above, 64 terms and
/// a normal remainder are drawn, so that C's mean, covariance and third cumulants are exact
/// (GramBlock::match_cumulants) and its law differs from the fourth on; cumulative probabilities of y differ by
/// O(n^-8/3): by less than 5e-5, the resolution of 2·10^6 samples, at n = 80 and 128.
///
/// Cost at s = 4, H = 2, per sample and thread: clip 0.4 µs for any n; ReLU 10 µs at n = 256 and 2.5 µs above. Same
/// samples for every number of threads.
WidthSamples sample_layer(const InfiniteWidth& settings, std::int64_t first, std::int64_t count);

/// Draws samples of the limit n, n_H → ∞ (IW thm 1): p ~ N(0, C_11 C) and values N(0, C), C = I for clip, and for ReLU
/// 1/2 on the diagonal and 1/2π off it; scores 0 with linear scaling. Independent of those of sample_layer.
WidthSamples sample_limit(const InfiniteWidth& settings, std::int64_t first, std::int64_t count);

/// Variance of y_11 in the limit: for H → ∞ its law is N(0, this). For clip s E[softmax_1(p)²]. By quadrature, error
/// 1e-10.
double infinite_head_variance(const InfiniteWidth& settings);

}  // namespace coalesce
