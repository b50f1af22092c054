#include "coalesce/studies/infinite_width.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "model/lane_math.hpp"
#include "studies/gram_block.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// C in the limit: `diagonal` on the diagonal, `beside` off it.
struct LimitGram {
    double diagonal, beside;
    /// Common parts of the scores cancel in the softmax: the rest is independent with this standard deviation.
    double score_std() const { return std::sqrt(diagonal * (diagonal - beside)); }
    /// Returns p^T C p for weights that sum to 1, from Σ p².
    double variance(double squares) const { return (diagonal - beside) * squares + beside; }
};

LimitGram limit_gram(Activation activation) {
    return activation == Activation::relu ? LimitGram{0.5, 1 / (2 * pi)} : LimitGram{1, 0};
}

/// Work arrays of a block of samples; a row of `lanes` numbers per variable.
class Block {
  public:
    Block(const InfiniteWidth& settings, Stream stream, std::int64_t first)
        : settings_(settings),
          random_(static_cast<std::uint64_t>(settings.seed), stream, static_cast<std::uint64_t>(first)),
          tokens_(static_cast<std::size_t>(settings.s)),
          normal_(tokens_ + 1),
          weight_(tokens_) {}

    void finite(std::size_t count, double* output, double* variance, double* score) {
        GramBlock gram(settings_, random_, draw_);
        const auto width = static_cast<double>(settings_.width_of_head());
        const double scale = settings_.scaling == ScoreScaling::linear ? 1 / (width * width) : 1 / width;
        Lanes query{}, values{}, factor{};
        total_.fill(0);
        for (std::int64_t head = 0; head < settings_.heads; ++head) {
            random_.chi_squares(next(BlockRandom::chi_square_draws), width, width, query.data(), values.data());
            draw_normals(gram.rank());
            for (std::size_t k = 0; k < lanes; ++k) factor[k] = std::sqrt(gram.first()[k] * query[k] * scale);
            gram.scores(normal_, factor, weight_);
            if (head == 0) std::copy_n(weight_[0].begin(), count, score);
            softmax();
            gram.squared_length(weight_, factor);
            for (std::size_t k = 0; k < lanes; ++k) total_[k] += factor[k] * values[k] / width;
        }
        finish(count, output, variance);
    }

    void limit(std::size_t count, double* output, double* variance, double* score) {
        const LimitGram gram = limit_gram(settings_.activation);
        const bool vanish = settings_.scaling == ScoreScaling::linear;
        const double independent = vanish ? 0 : gram.score_std();
        const double common = vanish ? 0 : std::sqrt(gram.diagonal * gram.beside);
        total_.fill(0);
        for (std::int64_t head = 0; head < settings_.heads; ++head) {
            draw_normals(tokens_ + 1);  // one more for the common part, which enters the score only
            for (std::size_t i = 0; i < tokens_; ++i)
                for (std::size_t k = 0; k < lanes; ++k) weight_[i][k] = independent * normal_[i][k];
            for (std::size_t k = 0; head == 0 && k < count; ++k)
                score[k] = weight_[0][k] + common * normal_[tokens_][k];
            softmax();
            for (std::size_t k = 0; k < lanes; ++k) {
                double squares = 0;
                for (std::size_t i = 0; i < tokens_; ++i) squares += weight_[i][k] * weight_[i][k];
                total_[k] += gram.variance(squares);
            }
        }
        finish(count, output, variance);
    }

  private:
    static constexpr std::size_t lanes = BlockRandom::lanes;

    std::uint32_t next(std::uint32_t draws) { return std::exchange(draw_, draw_ + draws); }

    void draw_normals(std::size_t rows) {
        normal_.resize(std::max(normal_.size(), rows + rows % 2));
        for (std::size_t i = 0; i < rows; i += 2) random_.normals(next(1), normal_[i].data(), normal_[i + 1].data());
    }

    void softmax() { lane_softmax(weight_); }

    /// Draws outputs: given everything but the values, the heads' outputs are independent Gaussians.
    void finish(std::size_t count, double* output, double* variance) {
        Lanes a{}, b{};
        random_.normals(next(1), a.data(), b.data());
        const auto heads = static_cast<double>(settings_.heads);
        for (std::size_t k = 0; k < count; ++k) {
            variance[k] = total_[k] / heads;
            output[k] = std::sqrt(variance[k]) * a[k];
        }
    }

    const InfiniteWidth& settings_;
    BlockRandom random_;
    std::uint32_t draw_ = 0;
    std::size_t tokens_;
    Rows normal_, weight_;
    Lanes total_{};
};

template <class Draw>
WidthSamples sample(std::int64_t first, std::int64_t count, const Draw& draw) {
    // Blocks start at multiples of their size, so that a lane does not depend on where a call starts.
    constexpr std::int64_t lanes = BlockRandom::lanes;
    const auto size = static_cast<std::size_t>(count);
    WidthSamples samples{std::vector<double>(size), std::vector<double>(size), std::vector<double>(size)};
    const std::int64_t end = first + count;
    tbb::parallel_for(first / lanes, (end + lanes - 1) / lanes, [&](std::int64_t block) {
        std::array<double, BlockRandom::lanes> output{}, variance{}, score{};
        draw(block * lanes, output.data(), variance.data(), score.data());
        const std::int64_t from = std::max(first, block * lanes), to = std::min(end, (block + 1) * lanes);
        for (std::int64_t k = from; k < to; ++k) {
            const auto here = static_cast<std::size_t>(k - block * lanes), there = static_cast<std::size_t>(k - first);
            samples.output[there] = output[here];
            samples.variance[there] = variance[here];
            samples.score[there] = score[here];
        }
    });
    return samples;
}

}  // namespace

WidthSamples sample_layer(const InfiniteWidth& settings, std::int64_t first, std::int64_t count) {
    return sample(first, count, [&](std::int64_t block, double* output, double* variance, double* score) {
        Block(settings, Stream::finite_width, block).finite(BlockRandom::lanes, output, variance, score);
    });
}

WidthSamples sample_limit(const InfiniteWidth& settings, std::int64_t first, std::int64_t count) {
    return sample(first, count, [&](std::int64_t block, double* output, double* variance, double* score) {
        Block(settings, Stream::limit_width, block).limit(BlockRandom::lanes, output, variance, score);
    });
}

double infinite_head_variance(const InfiniteWidth& settings) {
    const LimitGram gram = limit_gram(settings.activation);
    const double tau = settings.scaling == ScoreScaling::linear ? 0 : gram.score_std();
    // E[e^{2p_1} / (Σ e^{p_i})²] = ∫ u E[e^{2p_1} e^{-u e^{p_1}}] E[e^{-u e^p}]^{s-1} du, u = e^x, by trapezoidal sums
    // of smooth functions that vanish at both ends.
    constexpr double step = 0.1, reach = 9;
    double squares = 0;
    for (double x = -40; x <= 25; x += step) {
        double first = 0, other = 0;
        for (double z = -reach; z < reach + step / 2; z += step) {
            const double mass = step / std::sqrt(2 * pi) * std::exp(-z * z / 2), e = std::exp(x + tau * z);
            first += mass * e * e * std::exp(-e);
            other += mass * std::exp(-e);
        }
        squares += step * first * std::pow(other, settings.s - 1);
    }
    return gram.variance(settings.s * squares);
}

}  // namespace coalesce
