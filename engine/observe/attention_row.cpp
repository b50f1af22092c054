#include "coalesce/observe/attention_row.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "coalesce/model/matrix.hpp"

namespace coalesce {
namespace {

/// Tokens of one piece of a sum. Pieces are added in order, whatever the number of threads.
constexpr std::size_t piece = 16384;

/// Sums over the tokens of a piece, of weights w = α exp(score - bound).
struct Sums {
    double weight = 0;
    double log_weight = 0;  ///< Σ w log w
    Vec3 place{};           ///< Σ w x
    void add(const Sums& other) {
        weight += other.weight;
        log_weight += other.log_weight;
        place = coalesce::add(place, other.place);
    }
};

class Row {
  public:
    Row(std::span<const float> positions, std::span<const float> masses, const Model& model, std::size_t token)
        : positions_(positions), masses_(masses), token_(token), count_(positions.size() / 3) {
        attended_ = model.causal ? token + 1 : count_;
        // <Qx,Ky> = <K^T Q x, y>.
        query_ = scaled(transposed(model.K) * (model.Q * place(token)), model.beta);
        score_.resize(attended_);
    }

    /// Computes all scores and returns the largest.
    double largest_score() {
        std::vector<double> largest(pieces(), -std::numeric_limits<double>::infinity());
        for_each_piece([&](std::size_t k, std::size_t from, std::size_t to) {
            for (std::size_t j = from; j < to; ++j) {
                score_[j] = dot(query_, place(j));
                largest[k] = std::max(largest[k], score_[j]);
            }
        });
        return *std::max_element(largest.begin(), largest.end());
    }
    /// Replaces scores by weights relative to exp(bound), and sums them.
    Sums weigh(double bound) {
        std::vector<Sums> sums(pieces());
        for_each_piece([&](std::size_t k, std::size_t from, std::size_t to) {
            for (std::size_t j = from; j < to; ++j) {
                const double mass = masses_.empty() ? 1 : static_cast<double>(masses_[j]);
                const double exponent = score_[j] - bound, weight = mass * std::exp(exponent);
                score_[j] = weight;
                sums[k].weight += weight;
                sums[k].log_weight += weight * (exponent + (masses_.empty() ? 0 : std::log(mass)));
                sums[k].place = coalesce::add(sums[k].place, scaled(place(j), weight));
            }
        });
        Sums all;
        for (const Sums& each : sums) all.add(each);
        return all;
    }
    void fill(double total, std::size_t most, AttentionRow& row) const {
        row.share.assign(count_, 0);
        for_each_piece([&](std::size_t, std::size_t from, std::size_t to) {
            for (std::size_t j = from; j < to; ++j) row.share[j] = static_cast<float>(score_[j] / total);
        });
        row.own = score_[token_] / total;
        for (std::size_t j = 0; j < attended_; ++j) {
            row.largest = std::max(row.largest, score_[j] / total);
            if (j == token_ || most == 0) continue;
            if (row.top.size() == most && score_[j] / total <= row.top.back().share) continue;
            if (row.top.size() == most) row.top.pop_back();
            const AttentionRow::Attended found{j, score_[j] / total, angle_between(place(token_), place(j))};
            const auto at = std::upper_bound(row.top.begin(), row.top.end(), found,
                                             [](const auto& a, const auto& b) { return a.share > b.share; });
            row.top.insert(at, found);
        }
    }
    Vec3 place(std::size_t j) const { return {positions_[3 * j], positions_[3 * j + 1], positions_[3 * j + 2]}; }
    std::size_t count() const { return count_; }

  private:
    std::size_t pieces() const { return (attended_ + piece - 1) / piece; }
    template <class Body>
    void for_each_piece(const Body& body) const {
        oneapi::tbb::parallel_for(std::size_t{0}, pieces(),
                                  [&](std::size_t k) { body(k, k * piece, std::min((k + 1) * piece, attended_)); });
    }

    std::span<const float> positions_, masses_;
    std::size_t token_, count_, attended_ = 0;
    Vec3 query_{};
    std::vector<double> score_;  ///< of every attended token, then its weight
};

}  // namespace

AttentionRow attention_row(std::span<const float> positions, std::span<const float> masses, const Model& model,
                           std::size_t token, std::size_t most) {
    Row work(positions, masses, model, token);
    const double bound = work.largest_score();
    const Sums sums = work.weigh(bound);
    AttentionRow row;
    work.fill(sums.weight, most, row);
    // -Σ p log p with p = w/W is log W - Σ w log w / W; rounding must not make it negative.
    row.entropy = std::max(std::log(sums.weight) - sums.log_weight / sums.weight, 0.0);
    row.effective = std::exp(row.entropy);
    if (model.attention == Attention::unnormalized) {
        const double each = masses.empty() ? 1 / static_cast<double>(work.count()) : 1;
        row.strength = each * sums.weight * std::exp(bound - model.beta * score_bound(model));
    }
    const Vec3 mean = scaled(sums.place, row.strength / sums.weight), x = normalised(work.place(token));
    row.velocity = tangent_part(x, model.V * mean);
    return row;
}

}  // namespace coalesce
