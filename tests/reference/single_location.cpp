#include "reference/single_location.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace coalesce::reference {

double link(Link of, double x) {
    if (of.kind == Link::linear) return x;
    if (of.kind == Link::quadratic) return x * x;
    if (of.kind == Link::relu) return x > 0 ? x : 0;
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

double risk_integral(Link of, double p, double a, double wrong, double gamma, double nu, double cell) {
    const double broken = -a / gamma, w = std::sqrt(1 - nu * nu);
    const double low = std::floor((-9 - broken) / cell), high = std::ceil((9 - broken) / cell);
    double sum = 0;
    for (double i = low; i < high; ++i) {
        const double x = broken + (i + 0.5) * cell, guess = p * link(of, a + gamma * x) + (1 - p) * wrong;
        double inner = 0;
        for (double y = -9 + cell / 2; y < 9; y += cell) {
            const double z = (y - nu * x) / w, apart = guess - link(of, gamma * y);
            inner += std::exp(-z * z / 2) * apart * apart;
        }
        sum += std::exp(-x * x / 2) * inner;
    }
    return sum * cell * cell / (2 * M_PI * w);
}

std::vector<double> brute_force_errors(const Regression& settings, const std::vector<double>& u,
                                       const std::vector<double>& v, int count) {
    std::mt19937_64 engine(static_cast<std::uint64_t>(settings.seed));
    std::normal_distribution<double> normal;
    const std::size_t d = u.size();
    const auto tokens = static_cast<std::size_t>(settings.L);
    const double root = std::sqrt(static_cast<double>(d));
    std::uniform_int_distribution<std::size_t> place(0, tokens - 1);
    const double c = std::sqrt(1 - settings.gamma * settings.gamma);
    std::vector<double> errors, x(d);
    for (int sample = 0; sample < count; ++sample) {
        const std::size_t secret = place(engine);
        double total = 0, answer = 0, label = 0;
        for (std::size_t l = 0; l < tokens; ++l) {
            double along_u = 0, along_v = 0;
            for (std::size_t j = 0; j < d; ++j) {
                x[j] = normal(engine) * (l == secret ? settings.gamma : 1);
                if (l == secret && j == 0) x[j] += c * root;
                along_u += x[j] * u[j];
                along_v += x[j] * v[j];
            }
            // Scores of the tests' tokens stay below 300.
            const double weight = std::exp(settings.beta * root * along_u);
            total += weight;
            answer += weight * link(settings.link, along_v);
            if (l == secret) label = link(settings.link, x[1]);
        }
        errors.push_back(std::pow(answer / total - label, 2));
    }
    return errors;
}

GaussianMoments gaussian_moments(Link of, double b, double s) {
    if (s == 0) return {link(of, b), 0};
    constexpr double cell = 1e-4;
    const double broken = -b / s, first = broken + cell * std::floor((-9 - broken) / cell);
    double one = 0, two = 0;
    for (double left = first; left < 9; left += cell) {
        const double x = left + cell / 2, weight = cell * std::exp(-x * x / 2) / std::sqrt(2 * M_PI);
        const double value = link(of, s * (x - broken));
        one += weight * value;
        two += weight * value * value;
    }
    return {one, two - one * one};
}

std::vector<double> projected_errors(const Regression& settings, const OrderParameters& at, int count) {
    std::mt19937_64 engine(static_cast<std::uint64_t>(settings.seed));
    std::normal_distribution<double> normal;
    const double root = std::sqrt(static_cast<double>(settings.d));
    const double c = std::sqrt(1 - settings.gamma * settings.gamma);
    // Along u: g1. Along v: ρ g1 + … g2. Along v*: η g1 + … g2 + … g3.
    const double v2 = std::sqrt(1 - at.rho * at.rho);
    const double w2 = v2 > 0 ? (at.nu - at.rho * at.eta) / v2 : 0;
    const double w3 = std::sqrt(1 - at.eta * at.eta - w2 * w2);
    std::vector<double> errors, score(static_cast<std::size_t>(settings.L)), read(score.size());
    for (int sample = 0; sample < count; ++sample) {
        double label = 0, largest = -1e300, total = 0, answer = 0;
        for (std::size_t l = 0; l < score.size(); ++l) {
            const double g1 = normal(engine), g2 = normal(engine);
            score[l] = g1;
            read[l] = at.rho * g1 + v2 * g2;
            if (l == 0) {
                const double g3 = normal(engine);
                score[l] = settings.gamma * g1 + c * root * at.mu;
                read[l] = settings.gamma * read[l] + c * root * at.zeta;
                label = link(settings.link, settings.gamma * (at.eta * g1 + w2 * g2 + w3 * g3));
            }
            largest = std::max(largest, score[l]);
        }
        for (std::size_t l = 0; l < score.size(); ++l) {
            const double weight = std::exp(settings.beta * root * (score[l] - largest));
            total += weight;
            answer += weight * link(settings.link, read[l]);
        }
        errors.push_back(std::pow(answer / total - label, 2));
    }
    return errors;
}

MeanAndError mean_and_error(const std::vector<double>& values) {
    const auto count = static_cast<double>(values.size());
    double mean = 0, square = 0;
    for (const double value : values) mean += value / count;
    for (const double value : values) square += (value - mean) * (value - mean) / (count - 1);
    return {mean, std::sqrt(square / count)};
}

std::vector<std::vector<double>> student_of(const OrderParameters& at, std::size_t d) {
    std::vector<double> u(d), v(d);
    u[0] = at.mu;
    u[1] = at.eta;
    u[2] = std::sqrt(1 - at.mu * at.mu - at.eta * at.eta);
    v[0] = at.zeta;
    v[1] = at.nu;
    v[2] = (at.rho - at.mu * at.zeta - at.eta * at.nu) / u[2];
    v[3] = std::sqrt(1 - v[0] * v[0] - v[1] * v[1] - v[2] * v[2]);
    return {u, v};
}

}  // namespace coalesce::reference
