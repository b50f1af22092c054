#include "coalesce/studies/single_location_risk.hpp"

#include <algorithm>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "studies/single_location_link.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

double density(double x) {
    return std::exp(-x * x / 2) / std::sqrt(2 * pi);
}

double distribution(double x) {
    return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

/// Returns Φ(x/w), also for w = 0.
double distribution_of_ratio(double x, double w) {
    if (w > 0) return distribution(x / w);
    return x > 0 ? 1 : x < 0 ? 0 : 0.5;
}

/// Returns Owen's T(h, ν/w), w = √(1-ν²).
double owen(double h, double nu, double w) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return boost::math::owens_t(h, w > 0 ? nu / w : std::copysign(infinity, nu));
}

/// Moments of X = σ(h + G1) and Y = σ(G2), corr(G1, G2) = ν: m1 = E X, m2 = E X², C = E XY, and their derivatives; y1,
/// y2 are those of Y.
struct Moments {
    double m1 = 0, m1_h = 0, m2 = 0, m2_h = 0;
    double c = 0, c_h = 0, c_nu = 0;
    double y1 = 0, y2 = 0;  ///< E Y, E Y²
};

Moments linear_moments(double h, double nu) {
    return {.m1 = h, .m1_h = 1, .m2 = h * h + 1, .m2_h = 2 * h, .c = nu, .c_h = 0, .c_nu = 1, .y1 = 0, .y2 = 1};
}

Moments quadratic_moments(double h, double nu) {
    const double hh = h * h;
    return {.m1 = hh + 1,
            .m1_h = 2 * h,
            .m2 = hh * hh + 6 * hh + 3,
            .m2_h = 4 * h * hh + 12 * h,
            .c = hh + (1 + 2 * nu * nu),
            .c_h = 2 * h,
            .c_nu = 4 * nu,
            .y1 = 1,
            .y2 = 3};
}

/// Integration by parts (Stein) leaves the orthant P(G1 > -h, G2 > 0) = Φ(h)/2 + T(h, ν/w), which is ∂C/∂ν (Price).
Moments relu_moments(double h, double nu) {
    const double w = std::sqrt(std::max(0.0, (1 - nu) * (1 + nu)));
    const double at = density(h), below = distribution(h), mean = -nu * h;  // of G2 where G1 = -h
    const double beyond = distribution_of_ratio(mean, w);
    const double orthant = below / 2 + owen(h, nu, w);
    const double y1 = density(0);
    const double c_h = y1 * distribution_of_ratio(h, w) + nu * at * beyond;  // E[Y; G1 > -h]
    const double edge = mean * beyond + (w > 0 ? w * density(mean / w) : 0);
    return {.m1 = h * below + at,
            .m1_h = below,
            .m2 = (1 + h * h) * below + h * at,
            .m2_h = 2 * (h * below + at),
            .c = h * c_h + at * edge + nu * orthant,
            .c_h = c_h,
            .c_nu = orthant,
            .y1 = y1,
            .y2 = 0.5};
}

Moments sign_moments(double h, double nu) {
    const double w = std::sqrt(std::max(0.0, (1 - nu) * (1 + nu)));
    const double tail = h == 0 ? 1 : w > 0 ? std::exp(-h * h / (2 * w * w)) : 0;
    return {.m1 = std::erf(h / std::numbers::sqrt2),
            .m1_h = 2 * density(h),
            .m2 = 1,
            .m2_h = 0,
            .c = 4 * owen(h, nu, w),
            .c_h = 4 * density(h) * (distribution_of_ratio(-nu * h, w) - 0.5),
            .c_nu = 2 / pi * tail / w,
            .y1 = 0,
            .y2 = 1};
}

Moments moments(Link link, double h, double nu) {
    switch (link) {
        case Link::linear:
            return linear_moments(h, nu);
        case Link::quadratic:
            return quadratic_moments(h, nu);
        case Link::relu:
            return relu_moments(h, nu);
        case Link::sign:
            return sign_moments(h, nu);
    }
    return {};
}

/// Parts of R̄ and its derivatives, σ(γ·) = γ^k σ(·). Nothing is divided by γ^k, which may be as small as the least
/// double.
struct Parts {
    Located attention;
    Moments m;
    CrowdAnswer crowd;
    double power;  ///< γ^k

    Parts(const SingleLocation& s, const OrderParameters& at, const CrowdAnswer& answer)
        : attention(located(s, at.mu)), crowd(answer) {
        m = moments(s.link, s.c() * at.zeta * std::sqrt(static_cast<double>(s.d)) / s.gamma, at.nu);
        power = std::pow(s.gamma, link_degree(s.link));
    }
    Parts(const SingleLocation& s, const OrderParameters& at) : Parts(s, at, crowd_answer(s, at.rho)) {}

    /// Mean of p σ(a + γG1) + (1-p) m - σ(γG2). At the oracle E X = E Y: p E X - E Y is computed as (E X - E Y) - (1-p)
    /// E X.
    double bias() const {
        const double p = attention.p, miss = attention.miss;
        return power * (p > 0.5 ? (m.m1 - m.y1) - miss * m.m1 : p * m.m1 - m.y1) + miss * crowd.mean;
    }

    /// R̄: the mean square of p γ^k X + (1-p) m - γ^k Y, plus the scatter of the crowd.
    double risk() const {
        const double p = attention.p, q = attention.miss * crowd.mean;
        return power * power * (p * p * m.m2 + m.y2 - 2 * p * m.c) + 2 * q * power * (p * m.m1 - m.y1) + q * q +
               attention.miss * attention.miss * crowd.variance;
    }

    /// Half of ∂R̄/∂p. At the oracle p m2 - C is a difference of nearly equal numbers: it is computed as (m2 - C) -
    /// (1-p) m2, which has the right sign.
    double slope() const {
        const double p = attention.p, miss = attention.miss;
        const double gap = p > 0.5 ? (m.m2 - m.c) - miss * m.m2 : p * m.m2 - m.c;
        return power * power * gap + miss * crowd.mean * power * m.m1 - crowd.mean * bias() - miss * crowd.variance;
    }
};

}  // namespace

Located located(const SingleLocation& settings, double mu) {
    const double excess =
        (settings.c() * mu - random_energy(settings).psi) * settings.beta * static_cast<double>(settings.d);
    const double e = std::exp(-std::abs(excess)), larger = 1 / (1 + e), smaller = e / (1 + e);
    return excess > 0 ? Located{larger, smaller} : Located{smaller, larger};
}

double mean_risk(const SingleLocation& settings, const OrderParameters& at) {
    return std::max(0.0, Parts(settings, at).risk());
}

double paper_risk(const SingleLocation& settings, const OrderParameters& at) {
    const double b = at.rho * random_energy(settings).r * std::sqrt(static_cast<double>(settings.d));
    return std::max(0.0, Parts(settings, at, {.mean = link_value(settings.link, b)}).risk());
}

Departure departure(const SingleLocation& settings, double mu) {
    const RandomEnergy energy = random_energy(settings);
    const double ahead = settings.c() * mu - energy.psi;
    if (std::abs(ahead) < 3 * settings.gamma / std::sqrt(static_cast<double>(settings.d))) return Departure::step;
    return ahead < 0 && settings.beta > energy.beta_c ? Departure::few_weights : Departure::none;
}

RiskGradient risk_gradient(const SingleLocation& settings, const OrderParameters& at) {
    const Parts parts(settings, at);
    const Moments& m = parts.m;
    const double root = std::sqrt(static_cast<double>(settings.d)), power = parts.power;
    const double p = parts.attention.p, miss = parts.attention.miss, q = miss * parts.crowd.mean;
    RiskGradient g;
    g.mu = 2 * parts.slope() * p * miss * settings.c() * settings.beta * static_cast<double>(settings.d);
    g.nu = -2 * p * power * power * m.c_nu;
    g.zeta = (power * power * (p * p * m.m2_h - 2 * p * m.c_h) + 2 * q * power * p * m.m1_h) * settings.c() * root /
             settings.gamma;
    g.rho = 2 * parts.bias() * miss * parts.crowd.mean_rho + miss * miss * parts.crowd.variance_rho;
    return g;
}

double attention_slope(const SingleLocation& settings, double mu, double nu) {
    return Parts(settings, {.mu = mu, .nu = nu}).slope();
}

double balanced_attention(const SingleLocation& settings, double nu) {
    const Parts parts(settings, {.nu = nu});
    const CrowdAnswer& crowd = parts.crowd;
    const double square = parts.power * parts.power;
    const double apart = crowd.mean * (crowd.mean - 2 * parts.power * parts.m.m1) + crowd.variance;
    return (square * parts.m.c + apart) / (square * parts.m.m2 + apart);
}

LinkCorrelation link_correlation(Link link, double nu) {
    const Moments m = moments(link, 0, nu);
    return {m.c, m.c_nu, m.m2};
}

}  // namespace coalesce
