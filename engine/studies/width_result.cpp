#include "coalesce/studies/width_result.hpp"

#include <algorithm>
#include <cmath>

#include "studies/infinite_width_matrices.hpp"
#include "studies/width_density.hpp"

namespace coalesce {
namespace {

constexpr int sweep_seeds = 5;
constexpr std::int64_t widest = 65536;

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double mean_square(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return sum / static_cast<double>(values.size());
}

void add_densities(WidthResult& result, const KernelDensity& layer, const ScaleMixture& limit) {
    // An even number of points omits 0, where densities of few heads may have a cusp.
    constexpr int points = 400;
    const double reach = 4.5 * std::sqrt(std::max(result.variance_limit, 1e-6));
    for (int k = 0; k < points; ++k) {
        const double x = reach * (2 * (k + 0.5) / points - 1);
        result.x.push_back(x);
        result.measured.push_back(layer(x));
        result.limit.push_back(limit(x));
    }
}

void add_scores(WidthResult& result, const std::vector<double>& scores) {
    constexpr std::size_t bars = 80;
    const double spread = std::sqrt(mean_square(scores));
    // Cuts heavy tails of narrow layers; vanishing scores are shown at their own scale.
    const double reach = 4 * std::max({result.score_limit, std::min(spread, 2.0), 1e-9});
    const double width = 2 * reach / bars;
    std::vector<double> counts(bars, 0.0);
    for (const double score : scores) {
        const double place = std::floor((score + reach) / width);
        if (place >= 0 && place < static_cast<double>(bars)) counts[static_cast<std::size_t>(place)] += 1;
    }
    for (std::size_t bar = 0; bar < bars; ++bar) {
        result.score_x.push_back(-reach + (static_cast<double>(bar) + 0.5) * width);
        result.score_density.push_back(counts[bar] / (static_cast<double>(scores.size()) * width));
    }
}

}  // namespace

double limit_score_std(const InfiniteWidth& settings) {
    if (settings.scaling == ScoreScaling::linear) return 0;
    return settings.activation == Activation::relu ? 0.5 : 1;
}

WidthResult summarise(const InfiniteWidth& settings, const WidthSamples& layer, const WidthSamples& limit) {
    WidthResult result;
    result.settings = settings;
    result.samples = static_cast<std::int64_t>(layer.output.size());
    result.infinite_heads = infinite_head_variance(settings);
    result.score_limit = limit_score_std(settings);
    result.variance = layer.variance.empty() ? mean_square(layer.output) : mean(layer.variance);
    result.variance_limit = mean(limit.variance);
    const KernelDensity measured(layer.output), kernel_limit(limit.output);
    const ScaleMixture mixture(limit.variance);
    add_densities(result, measured, mixture);
    add_scores(result, layer.score);
    result.kl = result.kl_kernel = divergence(measured, kernel_limit);
    if (layer.variance.empty()) return result;
    const Divergence conditional = divergence(ScaleMixture(layer.variance), mixture);
    result.kl = conditional.value;
    result.kl_bias = conditional.bias;
    return result;
}

WidthDivergence width_divergence(const InfiniteWidth& settings) {
    const WidthSamples layer = sample_layer(settings, 0, settings.samples);
    const WidthSamples limit = sample_limit(settings, 0, settings.samples);
    const Divergence conditional = divergence(ScaleMixture(layer.variance), ScaleMixture(limit.variance));
    return {conditional.value, conditional.bias, divergence(KernelDensity(layer.output), KernelDensity(limit.output))};
}

SeedStatistics over_seeds(const std::vector<double>& values) {
    SeedStatistics statistics;
    const auto count = static_cast<double>(values.size());
    for (const double value : values) statistics.mean += value / count;
    double square = 0;
    for (const double value : values) square += std::pow(value - statistics.mean, 2);
    statistics.deviation = count > 1 ? std::sqrt(square / (count - 1)) : 0;
    return statistics;
}

WidthSweep sweep_width(const InfiniteWidth& settings, const std::function<bool(const WidthSweep&)>& go_on) {
    WidthSweep sweep;
    sweep.seeds = sweep_seeds;
    const std::int64_t work = std::max<std::int64_t>(32, settings.heads * settings.s * settings.s);
    sweep.samples = std::max<std::int64_t>(500, 50'000 * 32 / work);
    for (std::int64_t n = 4; n <= widest; n *= 4) {
        if (n < settings.head_width) continue;
        std::vector<double> values, kernels;
        for (int k = 0; k < sweep_seeds; ++k) {
            InfiniteWidth one = settings;
            one.n = n;
            one.seed += k;
            one.samples = sweep.samples;
            const WidthDivergence divergence = width_divergence(one);
            values.push_back(divergence.value);
            kernels.push_back(divergence.kernel);
        }
        sweep.n.push_back(n);
        sweep.kl.push_back(over_seeds(values));
        sweep.kernel.push_back(over_seeds(kernels));
        if (!go_on(sweep)) break;
    }
    return sweep;
}

}  // namespace coalesce
