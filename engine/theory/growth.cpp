#include "theory/growth.hpp"

#include <algorithm>
#include <cmath>

#include "theory/bessel.hpp"

namespace coalesce {
namespace {

constexpr double largest_sharpness = 1e8;

/// k², or l(l+1): minus the eigenvalue of the Laplacian.
double stiffness(int dimension, int k) {
    const auto degree = static_cast<double>(k);
    return dimension == 2 ? degree * degree : degree * (degree + 1);
}

std::string failing_assumption(const Model& model) {
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
    law.why_not = failing_assumption(model);
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

double GrowthLaw::predicted_amplitude(int k, double a0, double t) const {
    return a0 * std::exp(rate(k) * t);
}

}  // namespace coalesce
