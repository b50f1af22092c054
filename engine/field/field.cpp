#include "field/field.hpp"

#include "field/direct.hpp"
#include "field/mesh.hpp"
#include "field/parallel.hpp"
#include "field/token_math.hpp"

namespace coalesce {

namespace {

/// β → 0 of the energy without its divergent constant: ½ Σ_ij α_i α_j (<Bx_i,x_j> - s), causal: over j ≤ i.
double energy_without_temperature(const Cloud& cloud, const Model& model) {
    const Matrix B = query_key(model);
    const double s = score_bound(model);
    Vec3 moment{};
    double mass = 0, sum = 0;
    const auto pair_with_sources = [&](std::size_t i) {
        sum += cloud.mass(i) * (dot(B * cloud.token(i), moment) - s * mass);
    };
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        moment = add(moment, scaled(cloud.token(i), cloud.mass(i)));
        mass += cloud.mass(i);
        if (model.causal) pair_with_sources(i);
    }
    if (!model.causal)
        for (std::size_t i = 0; i < cloud.size(); ++i) pair_with_sources(i);
    return sum / 2;
}

}  // namespace

Precision resolve_precision(Precision asked, const Model& model) {
    if (asked != Precision::automatic) return asked;
    const double single_bound = 5e-7 * (1 + model.beta * score_bound(model));
    return single_bound <= 1e-4 ? Precision::single_ : Precision::double_;
}

std::unique_ptr<FieldSolver> make_solver(const SolverSpec& spec) {
    if (spec.method == Solver::direct) return std::make_unique<DirectSolver>(spec.precision);
    return std::make_unique<MeshSolver>(spec);
}

void velocities(const Cloud& cloud, const Model& model, const Field& field, Vectors& out) {
    out.resize(cloud.dimension(), cloud.size());
    for_each_token(cloud.size(), [&](std::size_t i) {
        const Vec3 v = velocity_of(cloud.token(i), model.V, field.attention.at(i));
        for (int k = 0; k < cloud.dimension(); ++k) out.axis(k)[i] = v[static_cast<std::size_t>(k)];
    });
}

double energy(const Cloud& cloud, const Model& model, const Field& field) {
    if (model.beta == 0) return energy_without_temperature(cloud, model);
    const double bound = model.beta * score_bound(model);
    double sum = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) sum += cloud.mass(i) * std::exp(field.log_partition[i] - bound);
    return sum / (2 * model.beta);
}

}  // namespace coalesce
