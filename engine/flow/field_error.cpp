#include <algorithm>
#include <cmath>
#include <limits>

#include "flow/simulation.hpp"

namespace coalesce {

namespace {

/// m_i by a plain loop in double that shares nothing with the solvers.
Vec3 attention_by_definition(const Cloud& cloud, const Model& model, std::size_t i) {
    const Vec3 query = model.Q * cloud.token(i);
    const std::size_t end = model.causal ? i + 1 : cloud.size();
    const auto score = [&](std::size_t j) { return model.beta * dot(query, model.K * cloud.token(j)); };
    double top = -std::numeric_limits<double>::infinity(), partition = 0;
    for (std::size_t j = 0; j < end; ++j) top = std::max(top, score(j));
    Vec3 moment{};
    for (std::size_t j = 0; j < end; ++j) {
        const double weight = cloud.mass(j) * std::exp(score(j) - top);
        partition += weight;
        moment = add(moment, scaled(cloud.token(j), weight));
    }
    if (model.attention == Attention::softmax) return scaled(moment, 1 / partition);
    return scaled(moment, std::exp(top - model.beta * score_bound(model)));
}

}  // namespace

double measured_field_error(const Cloud& cloud, const Model& model, const Field& field, int samples) {
    const double unit = spectral_norm(model.V);
    const std::size_t count = std::min(cloud.size(), static_cast<std::size_t>(std::max(samples, 0)));
    if (unit == 0) return 0;
    double error = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t i = (2 * k + 1) * cloud.size() / (2 * count);
        const Vec3 deviation = add(field.attention.at(i), scaled(attention_by_definition(cloud, model, i), -1));
        const double here = norm(tangent_part(cloud.token(i), model.V * deviation)) / unit;
        if (!(here <= error)) error = here;  // a NaN is an error too
    }
    return error;
}

}  // namespace coalesce
