#include "coalesce/studies/single_location_oracle.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

#include "coalesce/model/random.hpp"
#include "coalesce/studies/single_location_flow.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "studies/single_location_link.hpp"

namespace coalesce {
namespace {

constexpr int drawn = 32;  ///< number of largest scores that are drawn

/// Returns log Φ(x), also where Φ underflows.
double log_distribution(double x) {
    if (x > -30) return std::log(0.5 * std::erfc(-x / std::numbers::sqrt2));
    const double y = 1 / (x * x);
    return -x * x / 2 - std::log(-x * std::sqrt(2 * std::numbers::pi)) + std::log1p(-y * (1 - 3 * y));
}

/// Returns log E[e^{sg}; g < t].
double log_moment(double s, double t) {
    return s * s / 2 + log_distribution(t - s);
}

/// Attention and answers of the uninformative tokens of one sample.
class OracleCrowd {
  public:
    OracleCrowd(const SingleLocation& settings, double alpha)
        : settings_(settings),
          random_(static_cast<std::uint64_t>(settings.seed), Stream::location_oracle),
          count_(std::exp(alpha * static_cast<double>(settings.d))),
          score_(settings.beta * std::sqrt(static_cast<double>(settings.d))) {
        const LinkCorrelation moments = link_correlation(settings.link, 1);
        mean_ = settings.link == Link::relu ? 1 / std::sqrt(2 * std::numbers::pi) : settings.link == Link::quadratic;
        spread_ = std::sqrt(moments.square - mean_ * mean_);
    }

    /// Returns (f - y)² of the oracle, and y².
    std::array<double, 2> squares(std::uint64_t sample) const {
        const auto first = random_.normals(sample, 0), rest = random_.normals(sample, 1);
        const double root = std::sqrt(static_cast<double>(settings_.d));
        const double informed = score_ * (settings_.c() * root + settings_.gamma * first[0]);
        const double label = link_value(settings_.link, settings_.gamma * first[1]);
        std::array<double, drawn> g{};
        const int many = largest(sample, g);
        // All weights are relative to the largest score.
        const double top = std::max(informed, many > 0 ? score_ * g[0] : informed);
        double total = std::exp(informed - top), answer = total * label;
        for (int k = 0; k < many; ++k) {
            const double weight = std::exp(score_ * g[static_cast<std::size_t>(k)] - top);
            total += weight;
            answer += weight * link_value(settings_.link, random_.normals(sample, value_draw(k))[0]);
        }
        if (count_ > many) add_others(g[static_cast<std::size_t>(many - 1)], many, top, rest, total, answer);
        return {std::pow(answer / total - label, 2), label * label};
    }

  private:
    static std::uint32_t value_draw(int k) { return static_cast<std::uint32_t>(2 * k + 3); }

    /// Draws the largest of `count_` normals, in falling order. With U the upper tail probabilities, in rising order,
    /// log(1 - U_k) = log(1 - U_{k-1}) - E_k/(count - k + 1), E_k exponential (Rényi).
    int largest(std::uint64_t sample, std::array<double, drawn>& g) const {
        const int many = static_cast<int>(std::min<double>(drawn, std::round(count_)));
        double log_rest = 0;
        for (int k = 0; k < many; ++k) {
            const double u = random_.uniforms(sample, value_draw(k) - 1)[0];
            log_rest += std::log(u) / std::max(1.0, count_ - k);
            const double tail = -std::expm1(log_rest);
            g[static_cast<std::size_t>(k)] =
                std::numbers::sqrt2 * boost::math::erfc_inv(std::clamp(2 * tail, 1e-305, 2 - 1e-15));
        }
        return many;
    }

    /// Adds the tokens with scores below the last one drawn, by the mean and variance of their sum.
    void add_others(double below, int many, double top, const std::array<double, 2>& normal, double& total,
                    double& answer) const {
        const double others = std::log(count_ - many) - log_distribution(below);
        const double mean = std::exp(others + log_moment(score_, below) - top);
        const double square = std::exp(others + log_moment(2 * score_, below) - 2 * top);
        const double variance = std::max(0.0, square - mean * mean / (count_ - many));
        const double sum = std::max(0.0, mean + std::sqrt(variance) * normal[0]);
        total += sum;
        answer += sum * mean_ + std::sqrt(square) * spread_ * normal[1];
    }

    const SingleLocation& settings_;
    CounterRandom random_;
    double count_, score_;
    double mean_ = 0, spread_ = 0;  ///< mean and standard deviation of σ(G)
};

}  // namespace

MeasuredRisk oracle_risk(const SingleLocation& settings, double alpha, int samples) {
    const OracleCrowd crowd(settings, alpha);
    double mean = 0, spread = 0;
    for (int k = 0; k < samples; ++k) {
        const double error = crowd.squares(static_cast<std::uint64_t>(k))[0], apart = error - mean;
        mean += apart / (k + 1);
        spread += apart * (error - mean);
    }
    const double count = samples;
    return {mean, std::sqrt(spread / (count * (count - 1)))};
}

LocationPhases location_phases(const SingleLocation& settings,
                               const std::function<bool(const LocationPhases&)>& publish) {
    constexpr int samples = LocationPhases::samples, columns = LocationPhases::columns, rows = LocationPhases::rows;
    LocationPhases phases;
    const double beta = settings.beta;
    const double all = beta < 1 ? beta * (1 - beta / 2) : 0.5;  // ψ = 1
    phases.highest_alpha = 1.2 * std::max(all, random_energy(settings).alpha);
    phases.d = std::min(settings.d, static_cast<std::int64_t>(650 / phases.highest_alpha));
    phases.risk.assign(static_cast<std::size_t>(columns) * rows, NAN);
    for (int k = 0; k <= 400; ++k) {
        const double gamma = k / 400.0, c = std::sqrt((1 - gamma) * (1 + gamma));
        phases.line_gamma.push_back(gamma);
        phases.line_alpha.push_back(c < beta ? c * c / 2 : beta * (c - beta / 2));
    }
    SingleLocation here = settings;
    here.d = phases.d;
    for (int row = rows - 1; row >= 0; --row) {
        tbb::parallel_for(0, columns, [&](int column) {
            SingleLocation cell = here;
            cell.gamma = phases.gamma(column);
            const OracleCrowd crowd(cell, phases.alpha(row));
            double error = 0, zero = 0;
            for (std::uint64_t k = 0; k < samples; ++k) {
                const auto [oracle, label] = crowd.squares(k);
                error += oracle;
                zero += label;
            }
            phases.risk[static_cast<std::size_t>(row * columns + column)] = zero > 0 ? error / zero : NAN;
        });
        if (!publish(phases)) break;
    }
    return phases;
}

SingleLocation run_of_cell(SingleLocation settings, double gamma, double alpha) {
    constexpr double most_tokens = 400;
    settings.gamma = gamma;
    const double most = std::log(most_tokens - 1) / alpha;
    if (static_cast<double>(settings.d) > most) settings.d = std::max<std::int64_t>(4, static_cast<std::int64_t>(most));
    settings.L = std::max<std::int64_t>(2, 1 + std::llround(std::exp(alpha * static_cast<double>(settings.d))));
    return settings;
}

}  // namespace coalesce
