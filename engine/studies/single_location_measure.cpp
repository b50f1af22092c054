#include "coalesce/studies/single_location_measure.hpp"

#include <tbb/parallel_for.h>

#include <array>
#include <cmath>

#include "coalesce/model/error.hpp"
#include "model/cpu_clones.hpp"
#include "model/lane_math.hpp"
#include "model/random_block.hpp"
#include "studies/single_location_link.hpp"

namespace coalesce {
namespace {

constexpr std::size_t sample_lanes = BlockRandom::lanes;
using Lanes = std::array<double, sample_lanes>;

/// Coefficients by which the Gaussian parts along u, v and v* combine three independent ones.
struct Mixing {
    double rho, beside;         ///< v = ρ first + beside second
    double eta, second, third;  ///< v* of all three
    double peak_u, peak_v;      ///< mean of the informative token along u and v
    double gamma, score;        ///< β√d
};

Mixing mixing(const SingleLocation& s, const OrderParameters& at) {
    Mixing m{};
    const double root = std::sqrt(static_cast<double>(s.d));
    m.rho = at.rho;
    m.beside = std::sqrt(std::max(0.0, 1 - at.rho * at.rho));
    m.eta = at.eta;
    m.second = m.beside > 0 ? (at.nu - at.rho * at.eta) / m.beside : 0;
    m.third = std::sqrt(std::max(0.0, 1 - m.eta * m.eta - m.second * m.second));
    m.peak_u = s.c() * root * at.mu;
    m.peak_v = s.c() * root * at.zeta;
    m.gamma = s.gamma;
    m.score = s.beta * root;
    return m;
}

/// Adds one token to every lane's softmax, whose sums are relative to the largest score so far.
COALESCE_CPU_CLONES void attend_block(const double* __restrict score, const double* __restrict value,
                                      double* __restrict largest, double* __restrict sum, double* __restrict weighted) {
    COALESCE_INDEPENDENT
    for (std::size_t k = 0; k < sample_lanes; ++k) {
        const double gap = score[k] - largest[k];
        const double e = lane::exp(std::abs(gap) < 700 ? -std::abs(gap) : -700);
        const double keep = gap > 0 ? e : 1, add = gap > 0 ? 1 : e;
        largest[k] = gap > 0 ? score[k] : largest[k];
        sum[k] = sum[k] * keep + add;
        weighted[k] = weighted[k] * keep + add * value[k];
    }
}

/// Computes squared errors of `sample_lanes` samples.
Lanes squared_errors(const SingleLocation& s, const Mixing& m, std::uint64_t first) {
    const BlockRandom random(static_cast<std::uint64_t>(s.seed), Stream::location_test, first);
    Lanes one, two, three, spare, target, largest, sum, weighted;
    random.normals(0, one.data(), two.data());
    random.normals(1, three.data(), spare.data());
    for (std::size_t k = 0; k < sample_lanes; ++k) {
        largest[k] = m.score * (m.peak_u + m.gamma * one[k]);
        sum[k] = 1;
        weighted[k] = link_value(s.link, m.peak_v + m.gamma * (m.rho * one[k] + m.beside * two[k]));
        target[k] = link_value(s.link, m.gamma * (m.eta * one[k] + m.second * two[k] + m.third * three[k]));
    }
    for (std::int64_t token = 1; token < s.L; ++token) {
        random.normals(static_cast<std::uint32_t>(token + 1), one.data(), two.data());
        for (std::size_t k = 0; k < sample_lanes; ++k) {
            two[k] = link_value(s.link, m.rho * one[k] + m.beside * two[k]);
            one[k] *= m.score;
        }
        attend_block(one.data(), two.data(), largest.data(), sum.data(), weighted.data());
    }
    for (std::size_t k = 0; k < sample_lanes; ++k) {
        const double error = weighted[k] / sum[k] - target[k];
        sum[k] = error * error;
    }
    return sum;
}

}  // namespace

bool possible(const OrderParameters& at) {
    // |u|² = 1 = μ² + η² + |rest of u|²; v likewise; the rests have the inner product ρ - μζ - ην.
    constexpr double rounding = 1e-9;
    const double u = 1 - at.mu * at.mu - at.eta * at.eta, v = 1 - at.zeta * at.zeta - at.nu * at.nu;
    const double between = at.rho - at.mu * at.zeta - at.eta * at.nu;
    return u >= -rounding && v >= -rounding && std::abs(at.rho) <= 1 + rounding &&
           between * between <= std::max(0.0, u) * std::max(0.0, v) + rounding;
}

MeasuredRisk measure_risk(const SingleLocation& settings, const OrderParameters& at) {
    if (!possible(at)) throw InputError("order parameters: found some that no unit vectors u and v have");
    const Mixing m = mixing(settings, at);
    const auto samples = static_cast<std::size_t>(settings.risk_samples);
    const std::size_t blocks = (samples + sample_lanes - 1) / sample_lanes;
    // Mean and variance by block, merged in order.
    std::vector<std::array<double, 2>> sums(blocks);
    tbb::parallel_for(std::size_t{0}, blocks, [&](std::size_t block) {
        const Lanes errors = squared_errors(settings, m, block * sample_lanes);
        const std::size_t count = std::min(sample_lanes, samples - block * sample_lanes);
        double mean = 0, spread = 0;
        for (std::size_t k = 0; k < count; ++k) mean += errors[k] / static_cast<double>(count);
        for (std::size_t k = 0; k < count; ++k) spread += (errors[k] - mean) * (errors[k] - mean);
        sums[block] = {mean, spread};
    });
    double mean = 0, spread = 0, counted = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
        const auto count = static_cast<double>(std::min(sample_lanes, samples - block * sample_lanes));
        const double apart = sums[block][0] - mean;
        spread += sums[block][1] + apart * apart * counted * count / (counted + count);
        counted += count;
        mean += apart * count / counted;
    }
    return {mean, std::sqrt(spread / (counted * (counted - 1)))};
}

}  // namespace coalesce
