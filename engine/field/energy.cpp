#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <vector>

#include "coalesce/field/field.hpp"
#include "field/sum_kernel.hpp"

namespace coalesce {

namespace {

/// Tokens a block; blocks are added in order, so that bits do not depend on threads.
constexpr std::size_t energy_block = 4096;

/// Returns Σ over blocks of body(from, to).
template <class Sum, class Body>
Sum sum_of_blocks(std::size_t count, const Body& body) {
    std::vector<Sum> part((count + energy_block - 1) / energy_block);
    oneapi::tbb::parallel_for(std::size_t{0}, part.size(), [&](std::size_t k) {
        part[k] = body(k * energy_block, std::min(count, (k + 1) * energy_block));
    });
    Sum sum{};
    for (const Sum& each : part) sum = sum + each;
    return sum;
}

struct Moment {
    Vec3 place{};
    double mass = 0;
    Moment operator+(const Moment& other) const { return {add(place, other.place), mass + other.mass}; }
};
Moment moment_of(const Cloud& cloud, std::size_t from, std::size_t to) {
    Moment sum;
    for (std::size_t i = from; i < to; ++i) sum = sum + Moment{scaled(cloud.token(i), cloud.mass(i)), cloud.mass(i)};
    return sum;
}

/// Limit of the energy as β → 0, without its divergent constant: ½ Σ_ij α_i α_j (<Bx_i,x_j> - s), causal: over j ≤ i.
double energy_without_temperature(const Cloud& cloud, const Model& model) {
    const Matrix B = query_key(model);
    const double s = score_bound(model);
    Moment sources;
    if (!model.causal) {
        sources = sum_of_blocks<Moment>(cloud.size(),
                                        [&](std::size_t from, std::size_t to) { return moment_of(cloud, from, to); });
        return coalesce::energy_without_temperature(model, sources.place, sources.mass);
    }
    double sum = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        sources = sources + moment_of(cloud, i, i + 1);
        sum += cloud.mass(i) * (dot(B * cloud.token(i), sources.place) - s * sources.mass);
    }
    return sum / 2;
}

}  // namespace

double energy_without_temperature(const Model& model, const Vec3& moment, double mass) {
    return (dot(query_key(model) * moment, moment) - score_bound(model) * mass * mass) / 2;
}

double energy(const Cloud& cloud, const Model& model, const Field& field) {
    if (model.beta == 0) return energy_without_temperature(cloud, model);
    const double bound = model.beta * score_bound(model);
    const double* masses = cloud.weighted() ? cloud.masses().data() : nullptr;
    const double unit = masses ? 1 : 1 / static_cast<double>(cloud.size());
    const double sum = sum_of_blocks<double>(cloud.size(), [&](std::size_t from, std::size_t to) {
        return kernel::sum_exponentials(field.log_partition.data(), masses, bound, from, to);
    });
    return sum * unit / (2 * model.beta);
}

}  // namespace coalesce
