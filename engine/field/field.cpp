#include "coalesce/field/field.hpp"

#include <algorithm>

#include "field/parallel.hpp"
#include "field/token_math.hpp"

namespace coalesce {

Precision resolve_precision(Precision asked, const Model& model) {
    if (asked != Precision::automatic) return asked;
    const double single_bound = 5e-7 * (1 + model.beta * score_bound(model));
    return single_bound <= 1e-4 ? Precision::single_ : Precision::double_;
}

std::vector<double> FieldSolver::suspicion(const Cloud& cloud, const Model& model, const Field& field) {
    const Matrix B = query_key(model);
    const double bound = model.beta * score_bound(model);
    const bool softmax = model.attention == Attention::softmax;
    std::vector<double> suspected(cloud.size());
    for_each_token(cloud.size(), [&](std::size_t i) {
        const double factor = softmax ? 1 : unnormalised_factor(field.log_partition[i], model.beta, score_bound(model));
        // The weighted mean square distance of the x_j from their mean m is 1 - |m|².
        const double mean = factor > 0 ? norm(field.attention.at(i)) / factor : 0;
        const double spread = std::sqrt(std::max(0.0, 1 - mean * mean));
        const double exponent = 1 + std::min(bound, model.beta * norm(B * cloud.token(i)));
        // A token that attends to itself is off by the rounding of its coordinates to single precision.
        const Vec3 x = cloud.token(i);
        double rest = 0;
        for (const double c : x) rest += std::abs(c - static_cast<double>(static_cast<float>(c)));
        suspected[i] = factor * (rest * 0x1p25 + exponent * spread);
    });
    return suspected;
}

void velocities(const Cloud& cloud, const Model& model, const Field& field, Vectors& out) {
    out.resize(cloud.dimension(), cloud.size());
    for_each_token(cloud.size(), [&](std::size_t i) {
        const Vec3 v = velocity_of(cloud.token(i), model.V, field.attention.at(i));
        for (int k = 0; k < cloud.dimension(); ++k) out.axis(k)[i] = v[static_cast<std::size_t>(k)];
    });
}

}  // namespace coalesce
