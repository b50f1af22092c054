#include "coalesce/theory/growth.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <limits>

#include "theory/bessel.hpp"

namespace coalesce {
namespace {

constexpr double largest_sharpness = 1e8;
/// Largest relative ripple of the density for which its square, the next order, stays below a tenth of it.
constexpr double largest_chance = 0.3;

/// Returns k², or l(l+1): minus the eigenvalue of the Laplacian.
double stiffness(int dimension, int k) {
    const auto degree = static_cast<double>(k);
    return dimension == 2 ? degree * degree : degree * (degree + 1);
}

std::string why_no_growth_law(const Model& model) {
    if (model.causal) return "the law is for attention without a causal mask";
    if (!(model.beta > 0)) return "β = 0: the law is for β > 0";
    const auto lambda1 = multiple_of_identity(query_key(model));
    if (!lambda1 || !(*lambda1 > 0)) return "Q^T K is not a positive multiple of the identity";
    if (!multiple_of_identity(model.V)) return "V is not a multiple of the identity";
    if (!(model.beta * *lambda1 <= largest_sharpness)) return "β ‖Q^T K‖ is above 1e8";
    return {};
}

}  // namespace

GrowthLaw growth_law(const Model& model) {
    GrowthLaw law;
    law.why_not = why_no_growth_law(model);
    law.valid = law.why_not.empty();
    law.dimension = model.dimension();
    if (!law.valid) return law;
    law.lambda2 = *multiple_of_identity(model.V);
    law.noise = model.noise;

    const double b = model.beta * *multiple_of_identity(query_key(model));
    const auto family = law.dimension == 2 ? BesselFamily::cylindrical : BesselFamily::spherical;
    const double scale = model.attention == Attention::softmax ? 1 : scaled_bessel_zero(family, b);
    law.factor = bessel_ratios(family, b);
    for (double& f : law.factor) f *= scale / b;

    for (int k = 1; k < static_cast<int>(law.factor.size()); ++k)
        if (law.rate(k) > std::max(0.0, law.rate(law.fastest))) law.fastest = k;
    return law;
}

double GrowthLaw::rate(int k) const {
    if (!valid) return 0;
    const auto index = static_cast<std::size_t>(k);
    const double attraction = index < factor.size() ? lambda2 * factor[index] : 0;
    return stiffness(dimension, k) * (attraction - noise);
}

GrowthLaw::LogGrowth GrowthLaw::log_growth(int k, double a0, double t, double tokens) const {
    const double r = rate(k), grown = r * t;
    // (1 - e^{-2rt})/2r → t for r → 0.
    const double fed = std::abs(grown) > 1e-12 ? -std::expm1(-2 * grown) / (2 * r) : t;
    const double q = 2 * noise * stiffness(dimension, k) / tokens * fed;
    if (!(q > 0)) return {grown, 0};
    const double degrees = dimension == 2 ? 2 : 2 * k + 1, half = degrees * a0 * a0 / q / 2;
    // Above this the mixture is normal to better than 1 %: A(t) = e^{rt} (a0 + Z_parallel + |Z_normal|²/2a0).
    constexpr double sharp = 1e4;
    if (half > sharp) return {grown + (degrees - 2) / (4 * half), std::sqrt(1 / (2 * half))};
    const double width = 8 * std::sqrt(half) + 30;
    double mean = 0, square = 0;
    for (double j = std::max(0.0, std::floor(half - width)); j <= half + width; ++j) {
        const double weight = half > 0 ? std::exp(j * std::log(half) - half - std::lgamma(j + 1)) : (j == 0 ? 1 : 0);
        // psi: mean of half the logarithm of A(t)²/A(0)².
        const double psi = (boost::math::digamma(degrees / 2 + j) + std::log(2.0)) / 2;
        mean += weight * psi;
        square += weight * (psi * psi + boost::math::trigamma(degrees / 2 + j) / 4);
    }
    return {grown + mean + std::log(q / degrees) / 2 - std::log(a0), std::sqrt(std::max(0.0, square - mean * mean))};
}

double chance_time(int circle_or_sphere, double sharpness, double lambda2, double tokens) {
    if (!(sharpness <= largest_sharpness)) return std::numeric_limits<double>::infinity();
    Model model = Model::standard(circle_or_sphere);
    model.beta = sharpness;
    model.V = lambda2 * model.V;
    const GrowthLaw law = growth_law(model);
    const auto k = static_cast<double>(law.fastest);
    const double modes = circle_or_sphere == 2 ? 2 * k : (k + 1) * (k + 1);
    return std::max(0.0, std::log(largest_chance * std::sqrt(tokens / modes)) / law.rate(law.fastest));
}

double GrowthLaw::predicted_amplitude(int k, double a0, double t) const {
    return a0 * std::exp(rate(k) * t);
}

}  // namespace coalesce
