#include "coalesce/field/lumped.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <limits>

namespace coalesce {

namespace {

constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

Vec3 difference(const Vec3& a, const Vec3& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

/// Sums of one token over the other tokens; exponents are relative to its own score <z_i, x_i>.
struct OtherSums {
    double reach = minus_infinity;  ///< largest exponent of another token
    double total = 0;               ///< Σ_{j≠i} e^{t_j - reach}
    Vec3 pull{};                    ///< Σ_{j≠i} e^{t_j - reach} (x_j - x_i)
};

OtherSums sum_others(const Cloud& cloud, std::size_t i, std::size_t end, const Vec3& z,
                     const std::vector<double>& log_mass, std::vector<double>& exponent) {
    const Vec3 x = cloud.token(i);
    OtherSums sums;
    exponent.resize(end);
    for (std::size_t j = 0; j < end; ++j) {
        if (j == i) continue;
        exponent[j] = dot(z, difference(cloud.token(j), x)) + log_mass[j];
        sums.reach = std::max(sums.reach, exponent[j]);
    }
    for (std::size_t j = 0; j < end; ++j) {
        if (j == i) continue;
        const double weight = std::exp(exponent[j] - sums.reach);
        sums.total += weight;
        sums.pull = add(sums.pull, scaled(difference(cloud.token(j), x), weight));
    }
    return sums;
}

/// Field and velocity of one token; velocity = pulled e^{log_scale} + its own drift.
struct OneToken {
    Vec3 attention;
    double log_partition;
    Vec3 pulled;
    double log_scale;
    Vec3 drift;
};

OneToken one_token(const Cloud& cloud, const FieldMatrices& m, std::size_t i, const std::vector<double>& log_mass,
                   std::vector<double>& exponent) {
    const Vec3 x = cloud.token(i), z = scaled(m.query_key * x, m.beta);
    const OtherSums others = sum_others(cloud, i, m.causal ? i + 1 : cloud.size(), z, log_mass, exponent);
    const double own_score = dot(z, x);
    const double top = std::max(others.reach, log_mass[i]);
    const double total = std::exp(log_mass[i] - top) + std::exp(others.reach - top) * others.total;
    OneToken one;
    one.log_partition = own_score + top + std::log(total);
    const double unnormalised = m.attention == Attention::unnormalized ? one.log_partition - m.beta * m.score_bound : 0;
    one.log_scale = others.reach - top - std::log(total) + unnormalised;
    const double whole = std::exp(unnormalised);
    one.attention = add(scaled(x, whole), scaled(others.pull, std::exp(one.log_scale)));
    one.pulled = tangent_part(x, m.value * others.pull);
    one.drift = m.drifts ? scaled(tangent_part(x, m.value * x), whole) : Vec3{};
    return one;
}

}  // namespace

void ScaledVelocities::unscale(Vectors& out) const {
    const double scale = std::exp(log_scale);
    out.resize(values.dimension, values.count);
    std::transform(values.values.begin(), values.values.end(), out.values.begin(), [&](double v) { return v * scale; });
}

FieldMatrices field_matrices(const Model& model) {
    FieldMatrices m;
    m.attention = model.attention;
    m.causal = model.causal;
    m.beta = model.beta;
    m.score_bound = score_bound(model);
    m.query_key = query_key(model);
    m.value = model.V;
    const Matrix multiple = m.value(0, 0) * Matrix::identity(m.value.dimension);
    // A rotated or decimal matrix meant to be a multiple of the identity differs from one by rounding of this size.
    const double rounding = 1e-12 * spectral_norm(m.value);
    m.drifts = false;
    for (std::size_t k = 0; k < 9; ++k)
        m.drifts = m.drifts || std::abs(m.value.entry[k] - multiple.entry[k]) > rounding;
    if (!m.drifts) m.value = multiple;
    return m;
}

void difference_field(const Cloud& cloud, const FieldMatrices& matrices, Field& field, ScaledVelocities& velocity) {
    const std::size_t count = cloud.size();
    const int dimension = cloud.dimension();
    field.attention.resize(dimension, count);
    field.log_partition.resize(count);
    velocity.values.resize(dimension, count);
    std::vector<double> log_mass(count);
    for (std::size_t j = 0; j < count; ++j) log_mass[j] = std::log(cloud.mass(j));

    std::vector<OneToken> tokens(count);
    // 64 tokens take some 40 microseconds, ten times the cost of handing out a task.
    oneapi::tbb::parallel_for(oneapi::tbb::blocked_range<std::size_t>(0, count, 64), [&](const auto& range) {
        std::vector<double> exponent;
        for (std::size_t i = range.begin(); i != range.end(); ++i)
            tokens[i] = one_token(cloud, matrices, i, log_mass, exponent);
    });

    double scale = matrices.drifts ? 0 : minus_infinity;
    for (const OneToken& one : tokens) scale = std::max(scale, one.log_scale);
    velocity.log_scale = scale == minus_infinity ? 0 : scale;
    for (std::size_t i = 0; i < count; ++i) {
        const OneToken& one = tokens[i];
        const double own = std::exp(one.log_scale - velocity.log_scale), drift = std::exp(-velocity.log_scale);
        const Vec3 v =
            matrices.drifts ? add(scaled(one.pulled, own), scaled(one.drift, drift)) : scaled(one.pulled, own);
        field.log_partition[i] = one.log_partition;
        for (int k = 0; k < dimension; ++k) {
            field.attention.axis(k)[i] = one.attention[static_cast<std::size_t>(k)];
            velocity.values.axis(k)[i] = v[static_cast<std::size_t>(k)];
        }
    }
}

}  // namespace coalesce
