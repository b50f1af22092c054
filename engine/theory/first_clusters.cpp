#include "coalesce/theory/first_clusters.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {

double expected_maxima(const GrowthLaw& law, double t) {
    // Growth is taken relative to that of the fastest, so that late times do not overflow.
    const double fastest = law.rate(law.fastest);
    double first = 0, second = 0;
    for (std::size_t k = 1; k < law.factor.size(); ++k) {
        const auto number = static_cast<double>(k);
        const bool circle = law.dimension == 2;
        const double q = circle ? number * number : number * (number + 1);
        const double amplitude = law.factor[k] * std::exp((law.rate(static_cast<int>(k)) - fastest) * t);
        const double weight = (circle ? 2 : 2 * number + 1) * amplitude * amplitude;
        first += weight * q;
        second += weight * q * q;
    }
    return isotropic_maxima(law.dimension, second / first);
}

double isotropic_maxima(int dimension, double Q) {
    return dimension == 2 ? std::sqrt(Q) : 1 + std::pow(std::max(0.0, Q - 2), 1.5) / (2 * std::sqrt(3 * Q - 2));
}

double expected_first_clusters(int dimension, double sharpness, double lambda2, double tokens) {
    Model model = Model::standard(dimension);
    model.beta = sharpness;
    model.V = lambda2 * model.V;
    return expected_maxima(growth_law(model), chance_time(dimension, sharpness, lambda2, tokens));
}

}  // namespace coalesce
