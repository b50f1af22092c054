#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "coalesce/studies/infinite_width.hpp"

namespace coalesce {

/// Displayed and exported results of one setting of the infinite-width laboratory.
struct WidthResult {
    InfiniteWidth settings;
    std::int64_t samples = 0;
    std::vector<double> x;                       ///< outputs at which densities are computed, symmetric about 0
    std::vector<double> measured;                ///< kernel density of the layer's outputs
    std::vector<double> limit;                   ///< density of the limit's outputs, from its conditional variances
    double infinite_heads = 0;                   ///< variance of the Gaussian for H → ∞
    std::vector<double> score_x, score_density;  ///< histogram of the scores: centres of bars of equal width
    double score_limit = 0;                      ///< standard deviation of the scores in the limit
    double variance = 0, variance_limit = 0;     ///< of the outputs; from conditional variances if there are any
    double kl = 0;         ///< from the limit, nats (Divergence::value; kl_kernel where matrices are built)
    double kl_bias = 0;    ///< part of kl due to sampling
    double kl_kernel = 0;  ///< by kernel estimates on 500 points, as in the published script
};

/// @param layer, limit  samples of the settings, at least two each
WidthResult summarise(const InfiniteWidth& settings, const WidthSamples& layer, const WidthSamples& limit);

/// Standard deviation of a score (Q K^T)_11 in the limit: C_11, or 0 with linear scaling.
double limit_score_std(const InfiniteWidth& settings);

struct WidthDivergence {
    double value = 0, bias = 0;
    double kernel = 0;  ///< by kernel estimates
};
/// Divergence with the settings' own number of samples and seed, drawn anew.
WidthDivergence width_divergence(const InfiniteWidth& settings);

/// Mean and standard deviation over seeds of one point of a curve.
struct SeedStatistics {
    double mean = 0, deviation = 0;
};
SeedStatistics over_seeds(const std::vector<double>& values);

/// Divergence over the width, all else as in the settings.
struct WidthSweep {
    std::vector<std::int64_t> n;
    std::vector<SeedStatistics> kl, kernel;
    std::int64_t samples = 0;
    int seeds = 0;
};
/// Widths 4, 16, … 65536 from the head width on; seeds seed … seed + 4; 50 000 samples, or as many as heads · s² leaves
/// time for; never with built matrices.
///
/// @param go_on  receives the sweep after every width; returning false ends early
WidthSweep sweep_width(const InfiniteWidth& settings, const std::function<bool(const WidthSweep&)>& go_on);

}  // namespace coalesce
