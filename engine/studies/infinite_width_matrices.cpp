#include "studies/infinite_width_matrices.hpp"

#include <tbb/parallel_for.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>

#include "model/random_block.hpp"

namespace coalesce {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double clip_at = 100;

/// Standard normals of one sample, in order.
class Normals {
  public:
    Normals(std::int64_t seed, std::int64_t sample)
        : seed_(static_cast<std::uint64_t>(seed)), sample_(static_cast<std::uint32_t>(sample)) {}

    VectorXd vector(Eigen::Index size) {
        VectorXd v(size);
        for (double& x : v) x = next();
        return v;
    }

  private:
    double next() {
        if (used_ == 2 * BlockRandom::lanes) {
            const BlockRandom block(seed_, Stream::built_matrices, first_);
            block.normals(sample_, numbers_.data(), numbers_.data() + BlockRandom::lanes);
            first_ += BlockRandom::lanes;
            used_ = 0;
        }
        return numbers_[used_++];
    }

    std::uint64_t seed_, first_ = 0;
    std::uint32_t sample_;
    std::array<double, 2 * BlockRandom::lanes> numbers_{};
    std::size_t used_ = 2 * BlockRandom::lanes;
};

struct Layer {
    const InfiniteWidth& settings;
    Normals normals;
    Eigen::Index n = settings.n, width = settings.width_of_head(), s = settings.s;

    double activate(double x) const {
        return settings.activation == Activation::relu ? std::max(0.0, x) : std::clamp(x, -clip_at, clip_at);
    }

    /// Returns X, s×n.
    MatrixXd tokens() {
        const VectorXd h = normals.vector(n);
        MatrixXd x(s, n);
        for (Eigen::Index i = 0; i < s; ++i)
            for (Eigen::Index r = 0; r < n; ++r)
                x(i, r) = activate(normals.vector(n).dot(h) / std::sqrt(static_cast<double>(n)));
        return x;
    }

    /// Returns X W, with an n×n_H matrix W drawn a row at a time.
    MatrixXd times_weights(const MatrixXd& x) {
        MatrixXd product = MatrixXd::Zero(x.rows(), width);
        for (Eigen::Index r = 0; r < n; ++r)
            product += x.col(r) * normals.vector(width).transpose() / std::sqrt(static_cast<double>(n));
        return product;
    }

    double head(const MatrixXd& x, double& score) {
        const auto size = static_cast<double>(width);
        const MatrixXd query = times_weights(x.topRows(1)), keys = times_weights(x), values = times_weights(x);
        const VectorXd out = normals.vector(width) / std::sqrt(size);
        const double scale = settings.scaling == ScoreScaling::linear ? size : std::sqrt(size);
        const VectorXd scores = keys * query.transpose() / scale;
        score = scores[0];
        const VectorXd weights = (scores.array() - scores.maxCoeff()).exp();
        return weights.dot(values * out) / weights.sum();
    }
};

}  // namespace

WidthSamples sample_matrices(const InfiniteWidth& settings, std::int64_t first, std::int64_t count) {
    const auto size = static_cast<std::size_t>(count);
    WidthSamples samples{std::vector<double>(size), {}, std::vector<double>(size)};
    tbb::parallel_for(std::size_t{0}, size, [&](std::size_t k) {
        Layer layer{settings, {settings.seed, first + static_cast<std::int64_t>(k)}};
        const MatrixXd x = layer.tokens();
        double sum = 0;
        for (std::int64_t head = 0; head < settings.heads; ++head) {
            double score = 0;
            sum += layer.head(x, score);
            if (head == 0) samples.score[k] = score;
        }
        samples.output[k] = sum / std::sqrt(static_cast<double>(settings.heads));
    });
    return samples;
}

}  // namespace coalesce
