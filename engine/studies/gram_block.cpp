#include "studies/gram_block.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "model/cpu_clones.hpp"
#include "model/lane_math.hpp"

namespace coalesce {
namespace {

constexpr std::size_t block_lanes = BlockRandom::lanes;
using std::numbers::pi;

/// Up to `most_columns`, ReLU columns are drawn one by one, O(n); above, `matched_columns` are drawn and the rest
/// matched.
constexpr std::int64_t most_columns = 256, matched_columns = 64;

// Moments of r = max(0, g): E r, Var r, Var r² and Cov(r, r²).
const double mean_relu = 1 / std::sqrt(2 * pi);
const double var_relu = 0.5 - 1 / (2 * pi);
constexpr double var_square = 1.25;
const double covariance = 1.5 * mean_relu;

COALESCE_CPU_CLONES void multiply_add(double* __restrict out, const double* __restrict a, const double* __restrict b) {
    for (std::size_t k = 0; k < block_lanes; ++k) out[k] += a[k] * b[k];
}

COALESCE_CPU_CLONES void rectify(double* __restrict a) {
    for (std::size_t k = 0; k < block_lanes; ++k) a[k] = a[k] > 0 ? a[k] : 0;
}

COALESCE_CPU_CLONES void exponentials(const double* __restrict top, double* __restrict weight, double* __restrict sum) {
    for (std::size_t k = 0; k < block_lanes; ++k) {
        const double below = weight[k] - top[k];
        const double e = lane::exp(below > -700 ? below : -700);
        weight[k] = e;
        sum[k] += e;
    }
}

bool by_columns(const InfiniteWidth& settings) {
    const std::int64_t most = settings.gram == GramLaw::matched ? matched_columns : most_columns;
    return settings.gram == GramLaw::columns || settings.n <= most;
}

}  // namespace

GramBlock::GramBlock(const InfiniteWidth& settings, const BlockRandom& random, std::uint32_t& draw)
    : tokens_(static_cast<std::size_t>(settings.s)), rank_(tokens_), n_(settings.n) {
    const bool relu = settings.activation == Activation::relu;
    if (!relu) rank_ = std::min(rank_, static_cast<std::size_t>(n_));
    entries_.assign(tokens_ * rank_, Lanes{});
    Lanes unused{};
    const auto n = static_cast<double>(n_);
    random.chi_squares(std::exchange(draw, draw + BlockRandom::chi_square_draws), n, n, length_.data(), unused.data());
    if (!relu)
        bartlett(random, draw);
    else if (by_columns(settings))
        sum_columns(n_, random, draw);
    else
        match_cumulants(random, draw);
    if (relu) factorise();
    // Rows of X have the length |h|/√n, and C is a mean over n coordinates.
    for (std::size_t k = 0; k < block_lanes; ++k) length_[k] = std::sqrt(length_[k]) / n;
    for (Lanes& row : entries_)
        for (std::size_t k = 0; k < block_lanes; ++k) row[k] *= length_[k];
    for (std::size_t j = 0; j < rank_; ++j) multiply_add(first_.data(), entry(0, j).data(), entry(0, j).data());
}

/// Draws the triangle of an s×n matrix of standard normals: χ_{n-i} on the diagonal, normals below it (Bartlett 1933).
/// It has n columns if n < s.
void GramBlock::bartlett(const BlockRandom& random, std::uint32_t& draw) {
    Lanes unused{};
    for (std::size_t i = 0; i < rank_; i += 2) {
        const bool pair = i + 1 < rank_;
        const double freedom = static_cast<double>(n_) - static_cast<double>(i);
        Lanes& second = pair ? entry(i + 1, i + 1) : unused;
        random.chi_squares(std::exchange(draw, draw + BlockRandom::chi_square_draws), freedom,
                           pair ? freedom - 1 : freedom, entry(i, i).data(), second.data());
        for (std::size_t k = 0; k < block_lanes; ++k) {
            entry(i, i)[k] = std::sqrt(entry(i, i)[k]);
            second[k] = std::sqrt(second[k]);
        }
    }
    for (std::size_t i = 1; i < tokens_; ++i)
        for (std::size_t j = 0; j < std::min(i, rank_); j += 2) {
            const bool pair = j + 1 < std::min(i, rank_);
            random.normals(draw++, entry(i, j).data(), pair ? entry(i, j + 1).data() : unused.data());
        }
}

/// Adds Σ r r^T over drawn columns.
void GramBlock::sum_columns(std::int64_t count, const BlockRandom& random, std::uint32_t& draw) {
    Rows r(tokens_ + tokens_ % 2);
    for (std::int64_t column = 0; column < count; ++column) {
        for (std::size_t i = 0; i < tokens_; i += 2) random.normals(draw++, r[i].data(), r[i + 1].data());
        for (std::size_t i = 0; i < tokens_; ++i) {
            rectify(r[i].data());
            for (std::size_t j = 0; j <= i; ++j) multiply_add(entry(i, j).data(), r[i].data(), r[j].data());
        }
    }
}

/// Matches three cumulants of the sum over n columns at the cost of m: a (Σ_m - m E) + n E + (n - a² m)^½ G, where Σ_m
/// is a sum over m columns, E the mean of one, G normal with the covariance of one. The third cumulant is a³ m = n
/// times that of one column, the fourth (n/m)^⅓ times too large.
void GramBlock::match_cumulants(const BlockRandom& random, std::uint32_t& draw) {
    const auto n = static_cast<double>(n_), m = static_cast<double>(matched_columns);
    const double a = std::cbrt(n / m);
    sum_columns(matched_columns, random, draw);
    Rows normal(tokens_ * tokens_);
    unit_normal(random, draw, normal);
    const double rest = std::sqrt(n - a * a * m);
    for (std::size_t i = 0; i < tokens_; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const double mean = (i == j ? 0.5 : mean_relu * mean_relu) * (n - a * m);
            const Lanes& g = normal[i * tokens_ + j];
            Lanes& out = entry(i, j);
            for (std::size_t k = 0; k < block_lanes; ++k) out[k] = a * out[k] + mean + rest * g[k];
        }
}

/// Draws normals with the covariance of r r^T. r_i r_j - m² = m (S_i + S_j) + S_i S_j for i ≠ j, with m = E r and S_i =
/// r_i - m; of S_i, S_i S_j and r_i² only S_i and r_i² are correlated.
void GramBlock::unit_normal(const BlockRandom& random, std::uint32_t& draw, Rows& normal) const {
    const double on_sum = covariance / std::sqrt(var_relu), own = std::sqrt(var_square - on_sum * on_sum);
    const auto at = [&](std::size_t i, std::size_t j) -> Lanes& { return normal[i * tokens_ + j]; };
    Rows sum(tokens_);
    Lanes unused{};
    for (std::size_t i = 0; i < tokens_; ++i) {
        random.normals(draw++, sum[i].data(), at(i, i).data());
        for (std::size_t k = 0; k < block_lanes; ++k) {
            at(i, i)[k] = on_sum * sum[i][k] + own * at(i, i)[k];
            sum[i][k] *= mean_relu * std::sqrt(var_relu);
        }
    }
    for (std::size_t i = 1; i < tokens_; ++i) {
        for (std::size_t j = 0; j < i; j += 2)
            random.normals(draw++, at(i, j).data(), j + 1 < i ? at(i, j + 1).data() : unused.data());
        for (std::size_t j = 0; j < i; ++j)
            for (std::size_t k = 0; k < block_lanes; ++k) at(i, j)[k] = sum[i][k] + sum[j][k] + var_relu * at(i, j)[k];
    }
}

/// Cholesky in place. A pivot that is 0 up to rounding (equal or zero tokens, n < s) leaves its column 0, as for a
/// positive semidefinite matrix.
void GramBlock::factorise() {
    constexpr double rounding = 1e-13;
    Lanes inverse{};
    for (std::size_t j = 0; j < tokens_; ++j) {
        for (std::size_t i = j; i < tokens_; ++i)
            for (std::size_t m = 0; m < j; ++m)
                for (std::size_t k = 0; k < block_lanes; ++k) entry(i, j)[k] -= entry(i, m)[k] * entry(j, m)[k];
        for (std::size_t k = 0; k < block_lanes; ++k) {
            double whole = entry(j, j)[k];  // C_jj again: the scale of the pivot's rounding
            for (std::size_t m = 0; m < j; ++m) whole += entry(j, m)[k] * entry(j, m)[k];
            const bool positive = entry(j, j)[k] > rounding * whole;
            entry(j, j)[k] = positive ? std::sqrt(entry(j, j)[k]) : 0;
            inverse[k] = positive ? 1 / entry(j, j)[k] : 0;
        }
        for (std::size_t i = j + 1; i < tokens_; ++i)
            for (std::size_t k = 0; k < block_lanes; ++k) entry(i, j)[k] *= inverse[k];
    }
}

void GramBlock::scores(const Rows& normal, const Lanes& factor, Rows& weight) const {
    for (std::size_t i = 0; i < tokens_; ++i) {
        weight[i].fill(0);
        for (std::size_t j = 0; j < std::min(i + 1, rank_); ++j)
            multiply_add(weight[i].data(), entry(i, j).data(), normal[j].data());
        for (std::size_t k = 0; k < block_lanes; ++k) weight[i][k] *= factor[k];
    }
}

void GramBlock::squared_length(const Rows& weight, Lanes& out) const {
    out.fill(0);
    for (std::size_t j = 0; j < rank_; ++j) {
        Lanes product{};
        for (std::size_t i = j; i < tokens_; ++i) multiply_add(product.data(), entry(i, j).data(), weight[i].data());
        multiply_add(out.data(), product.data(), product.data());
    }
}

void lane_softmax(Rows& weight) {
    Lanes top = weight[0], sum{};
    for (const Lanes& row : weight)
        for (std::size_t k = 0; k < block_lanes; ++k) top[k] = row[k] > top[k] ? row[k] : top[k];
    for (Lanes& row : weight) exponentials(top.data(), row.data(), sum.data());
    for (Lanes& row : weight)
        for (std::size_t k = 0; k < block_lanes; ++k) row[k] /= sum[k];
}

}  // namespace coalesce
