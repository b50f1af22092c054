#include "coalesce/studies/single_location_crowd.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "studies/single_location_link.hpp"

namespace coalesce {
namespace {

/// E σ(b + sG) and Var σ(b + sG), with their derivatives by b and by t = s².
struct Shifted {
    double mean = 0, mean_b = 0, mean_t = 0;
    double variance = 0, variance_b = 0, variance_t = 0;
};

/// Computes the limit s → 0, without smoothing.
Shifted sharp(Link link, double b) {
    return {.mean = link_value(link, b), .mean_b = link_slope(link, b)};
}

/// Derivatives by t are half the second ones by b: b + sG diffuses.
Shifted shifted(Link link, double b, double t) {
    const double s = std::sqrt(t);
    if (link == Link::linear) return {.mean = b, .mean_b = 1, .variance = t, .variance_t = 1};
    if (link == Link::quadratic)
        return {.mean = b * b + t,
                .mean_b = 2 * b,
                .mean_t = 1,
                .variance = 4 * b * b * t + 2 * t * t,
                .variance_b = 8 * b * t,
                .variance_t = 4 * b * b + 4 * t};
    if (!(s > 0)) return sharp(link, b);
    const double x = b / s, density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    const double below = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    const double above = 0.5 * std::erfc(x / std::numbers::sqrt2);
    Shifted of;
    if (link == Link::relu) {
        of.mean = b * below + s * density;
        of.mean_b = below;
        of.mean_t = density / (2 * s);
        // E σ² - (E σ)², without the difference of two numbers of order b².
        of.variance = std::max(
            0.0, b * b * below * above + t * below + b * s * density * (1 - 2 * below) - t * density * density);
        of.variance_b = 2 * of.mean * above;
        of.variance_t = below - of.mean * density / s;
    } else {
        of.mean = std::erf(x / std::numbers::sqrt2);
        of.mean_b = 2 * density / s;
        of.mean_t = -density * x / t;
        of.variance = 4 * below * above;
        of.variance_b = -2 * of.mean * of.mean_b;
        of.variance_t = -2 * of.mean * of.mean_t;
    }
    return of;
}

}  // namespace

RandomEnergy random_energy(double alpha, double beta) {
    RandomEnergy e;
    e.alpha = alpha;
    e.beta_c = std::sqrt(2 * alpha);
    e.r = std::min(beta, e.beta_c);
    e.phi = beta < e.beta_c ? alpha + beta * beta / 2 : beta * e.beta_c;
    e.psi = e.phi / beta;
    return e;
}

RandomEnergy random_energy(const SingleLocation& settings) {
    return random_energy(std::log(static_cast<double>(settings.L - 1)) / static_cast<double>(settings.d),
                         settings.beta);
}

CrowdAnswer crowd_answer(const SingleLocation& settings, double rho) {
    const RandomEnergy energy = random_energy(settings);
    const double overlap = energy.overlap(settings.beta);
    const bool frozen = settings.beta > energy.beta_c;
    const double reach = energy.r * std::sqrt(static_cast<double>(settings.d));
    const double t = frozen ? std::max(0.0, (1 - rho) * (1 + rho)) : 1, t_rho = frozen ? -2 * rho : 0;
    const Shifted of = shifted(settings.link, rho * reach, t);
    return {.mean = of.mean,
            .variance = overlap * of.variance,
            .mean_rho = of.mean_b * reach + of.mean_t * t_rho,
            .variance_rho = overlap * (of.variance_b * reach + of.variance_t * t_rho)};
}

}  // namespace coalesce
