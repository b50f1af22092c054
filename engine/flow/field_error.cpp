#include "flow/field_error.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include <oneapi/tbb/parallel_for.h>

#include "coalesce/field/direct.hpp"
#include "field/mesh_cells.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

namespace {

using Extended = long double;
using ExtendedVector = std::array<Extended, 3>;

/// Cost of a pair in extended precision, in pairs in double precision.
constexpr double extended_cost = 50;
/// Errors below this multiple of the bound on double sums are measured again in extended precision.
constexpr double notable = 100;
/// Error bound of double sums (DirectSolver), radians per unit of time.
double double_bound(const Model& model) {
    return 5e-15 * (1 + model.beta * score_bound(model)) * spectral_norm(model.V);
}

ExtendedVector product(const Matrix& a, const ExtendedVector& x) {
    ExtendedVector result{};
    for (int row = 0; row < a.dimension; ++row)
        for (int k = 0; k < a.dimension; ++k)
            result[static_cast<std::size_t>(row)] += static_cast<Extended>(a(row, k)) * x[static_cast<std::size_t>(k)];
    return result;
}

Extended product(const ExtendedVector& a, const ExtendedVector& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// Computes ‖Q^T K‖ in extended precision: e^{-βs} carries its rounding into every unnormalised velocity.
Extended extended_score_bound(const Model& model) {
    using Square = Eigen::Matrix<Extended, 3, 3>;
    Square Q = Square::Zero(), K = Square::Zero();
    for (int row = 0; row < model.dimension(); ++row)
        for (int column = 0; column < model.dimension(); ++column) {
            Q(row, column) = model.Q(row, column);
            K(row, column) = model.K(row, column);
        }
    const Square B = Q.transpose() * K;
    return Eigen::JacobiSVD<Square, Eigen::NoQRPreconditioner>(B).singularValues()(0);
}

/// Computes velocities from the definition; differences x_j - x_i are formed before they cancel.
class ExtendedSums {
  public:
    explicit ExtendedSums(const ErrorQuestion& asked)
        : asked_(asked), V_(asked.model.V), bound_(asked.model.beta * extended_score_bound(asked.model)) {
        const Matrix& K = asked.model.K;
        for (std::size_t j = 0; j < asked.cloud.size(); ++j) {
            const Vec3 x = asked.cloud.token(j);
            token_.push_back({x[0], x[1], x[2]});
            key_.push_back(product(K, token_.back()));
        }
    }

    ExtendedVector velocity(std::size_t i) const {
        const Model& model = asked_.model;
        const std::size_t end = model.causal ? i + 1 : token_.size();
        const ExtendedVector x = token_[i], query = product(model.Q, x);
        std::vector<Extended> score(end);
        for (std::size_t j = 0; j < end; ++j) score[j] = model.beta * product(query, key_[j]);
        const Extended top = *std::max_element(score.begin(), score.end());
        Extended total = 0;
        ExtendedVector pull{};
        for (std::size_t j = 0; j < end; ++j) {
            const Extended weight = static_cast<Extended>(asked_.cloud.mass(j)) * std::exp(score[j] - top);
            total += weight;
            for (std::size_t k = 0; k < 3; ++k) pull[k] += weight * (token_[j][k] - x[k]);
        }
        const bool softmax = model.attention == Attention::softmax;
        const Extended factor = softmax ? 1 / total : std::exp(top - bound_);
        const Extended own = softmax ? 1 : factor * total;
        ExtendedVector value = product(V_, pull), drift = product(V_, x);
        for (std::size_t k = 0; k < 3; ++k) value[k] = factor * value[k] + own * drift[k];
        const Extended along = product(x, value);
        for (std::size_t k = 0; k < 3; ++k) value[k] -= along * x[k];
        return value;
    }

  private:
    const ErrorQuestion& asked_;
    Matrix V_;
    Extended bound_;  ///< βs
    std::vector<ExtendedVector> token_, key_;
};

Vec3 velocity_found(const ErrorQuestion& asked, std::size_t i) {
    if (asked.velocity) return asked.velocity->at(i);
    return tangent_part(asked.cloud.token(i), asked.model.V * asked.field.attention.at(i));
}

/// Returns the larger one, or NaN if either is NaN: it is an error too.
double larger_or_nan(double a, double b) {
    return std::isnan(a) || b <= a ? a : b;
}

double largest_in_extended(const ErrorQuestion& asked, std::span<const std::size_t> tokens) {
    const ExtendedSums exact(asked);
    std::vector<double> error(tokens.size());
    oneapi::tbb::parallel_for(std::size_t{0}, tokens.size(), [&](std::size_t k) {
        if (asked.stop.stop_requested()) return;
        const ExtendedVector expected = exact.velocity(tokens[k]);
        const Vec3 found = velocity_found(asked, tokens[k]);
        Extended square = 0;
        for (std::size_t c = 0; c < 3; ++c) square += (found[c] - expected[c]) * (found[c] - expected[c]);
        error[k] = static_cast<double>(std::sqrt(square));
    });
    asked.stop.check();
    return std::accumulate(error.begin(), error.end(), 0.0, larger_or_nan);
}

double error_of(const ErrorQuestion& asked, std::size_t i, const Vec3& attention) {
    const Vec3 expected = tangent_part(asked.cloud.token(i), asked.model.V * attention);
    return norm(add(velocity_found(asked, i), scaled(expected, -1)));
}

/// Errors of all tokens against direct sums in double precision.
std::vector<double> all_errors(const ErrorQuestion& asked) {
    DirectSolver solver(Precision::double_);
    solver.set_stop(asked.stop);
    Field exact;
    solver.evaluate(asked.cloud, asked.model, exact);
    std::vector<double> error(asked.cloud.size());
    for (std::size_t i = 0; i < error.size(); ++i) error[i] = error_of(asked, i, exact.attention.at(i));
    return error;
}

/// Picks the most suspicious token of every occupied cell, 1.4° wide on S^2 and 0.09° on S^1: tokens in one spot are
/// equally suspicious, and one of them represents all.
std::vector<std::size_t> one_a_cell(const Cloud& cloud, std::span<const double> suspicion) {
    const MeshGrid grid{cloud.dimension(), cloud.dimension() == 3 ? 64 : 1024, 6};
    const std::vector<std::int32_t> cell = cells_of(cloud, grid);
    const std::size_t none = cloud.size();
    std::vector<std::size_t> worst(grid.cells(), none), tokens;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        std::size_t& here = worst[static_cast<std::size_t>(cell[i])];
        if (here == none || suspicion[i] > suspicion[here]) here = i;
    }
    std::copy_if(worst.begin(), worst.end(), std::back_inserter(tokens), [&](std::size_t i) { return i != none; });
    return tokens;
}

void sort_by_suspicion(std::vector<std::size_t>& tokens, std::span<const double> suspicion) {
    std::sort(tokens.begin(), tokens.end(), [&](std::size_t a, std::size_t b) {
        return suspicion[a] != suspicion[b] ? suspicion[a] > suspicion[b] : a < b;
    });
}

/// Picks up to `most` tokens: a quarter each of the most suspicious of all, of the most suspicious of their cells, of
/// the first ones under a causal mask (their errors average over few sources), and evenly spread by index.
std::vector<std::size_t> suspects(const ErrorQuestion& asked, std::span<const double> suspicion, std::size_t most) {
    std::vector<std::size_t> all(suspicion.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (all.size() <= most) return all;
    std::vector<std::size_t> tokens, local = one_a_cell(asked.cloud, suspicion);
    const std::size_t part = most / 4;
    const auto take = [&](const std::vector<std::size_t>& from, std::size_t up_to) {
        tokens.insert(tokens.end(), from.begin(),
                      from.begin() + static_cast<std::ptrdiff_t>(std::min(up_to, from.size())));
    };
    sort_by_suspicion(local, suspicion);
    take(local, asked.model.causal ? part : 2 * part);
    if (asked.model.causal) take(all, part);
    for (std::size_t k = 0; k < part; ++k) tokens.push_back((2 * k + 1) * suspicion.size() / (2 * part));
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(most), all.end(),
                     [&](std::size_t a, std::size_t b) { return suspicion[a] > suspicion[b]; });
    all.resize(most);
    sort_by_suspicion(all, suspicion);
    std::vector<std::uint8_t> taken(suspicion.size(), 0);
    std::erase_if(tokens, [&](std::size_t i) { return std::exchange(taken[i], std::uint8_t{1}) != 0; });
    for (const std::size_t i : all)
        if (tokens.size() < most && !taken[i]) tokens.push_back(i);
    return tokens;
}

std::size_t tokens_for(double pairs, std::size_t count) {
    return static_cast<std::size_t>(std::clamp(pairs / static_cast<double>(count), 4.0, 1e5));
}

FieldError extended_error(const ErrorQuestion& asked, std::span<const double> suspicion) {
    const std::vector<std::size_t> tokens =
        suspects(asked, suspicion, tokens_for(asked.pairs / extended_cost, suspicion.size()));
    return {largest_in_extended(asked, tokens), tokens.size()};
}

}  // namespace

FieldError measured_field_error(const ErrorQuestion& asked, const std::function<std::vector<double>()>& suspicion) {
    const std::size_t count = asked.cloud.size();
    if (count == 0) return {};
    const auto n = static_cast<double>(count);
    // direct_attention has no causal mask: if not whole, causal fields need the extended sums.
    const bool whole = n * n <= asked.pairs;
    if (asked.exact || (asked.model.causal && !whole)) return extended_error(asked, suspicion());
    const double rounding = notable * double_bound(asked.model);
    if (whole) {
        const std::vector<double> errors = all_errors(asked);
        const double largest = std::accumulate(errors.begin(), errors.end(), 0.0, larger_or_nan);
        return largest <= rounding ? extended_error(asked, errors) : FieldError{largest, count};
    }
    const std::vector<double> suspected = suspicion();
    const std::vector<std::size_t> tokens = suspects(asked, suspected, tokens_for(asked.pairs, count));
    const std::vector<Vec3> exact = direct_attention(asked.cloud, asked.model, tokens, asked.stop);
    double largest = 0;
    for (std::size_t k = 0; k < tokens.size(); ++k)
        largest = larger_or_nan(largest, error_of(asked, tokens[k], exact[k]));
    return largest <= rounding ? extended_error(asked, suspected) : FieldError{largest, tokens.size()};
}

}  // namespace coalesce
