#include "field/mesh.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "field/direct.hpp"
#include "field/mesh_choice.hpp"
#include "field/mesh_field.hpp"

namespace coalesce {

namespace {

/// Tokens whose velocities are compared with direct sums, of each kind of MeshField::telling_tokens.
constexpr std::size_t samples = 32;
/// The largest error among all tokens is more than that among the samples; a mesh must leave this factor.
constexpr double safety = 5;
/// A mesh in use is left for one that costs less than this part of it.
constexpr double worth_changing = 0.8;
/// A field this much rougher than when it was last measured is measured again at once.
constexpr double notable_roughness = 1.5;
/// Clouds too small for a mesh to win at any β.
constexpr std::size_t least_tokens = 1000;
/// β‖B‖ beyond which no mesh resolves the kernel.
constexpr double sharpest = 1e7;
/// Meshes tried before the direct sum is taken.
constexpr int most_trials = 8;

}  // namespace

struct MeshSolver::Impl {
    explicit Impl(const SolverSpec& asked) : spec(asked), direct(asked.precision) {}

    SolverSpec spec;
    MeshField mesh;
    DirectSolver direct;
    std::optional<MeshGrid> grid;  ///< none: direct
    Precision precision = Precision::single_;
    std::optional<Model> model;  ///< that the mesh was chosen for, with the count and the dimension
    std::size_t count = 0;
    int dimension = 0, since_check = 0;
    double roughness = 0;  ///< of the field when it was last measured
    std::optional<double> error;

    bool other_problem(const Cloud& cloud, const Model& now) const {
        return !model || !(*model == now) || count != cloud.size() || dimension != cloud.dimension();
    }
    /// Part of a sum that far pairs may lack: far below what the tolerance allows m to be off.
    double negligible() const { return 0.01 * spec.tolerance; }
    double measure(const Cloud& cloud, const Model& now, const Field& field) const;
    void choose(const Cloud& cloud, const Model& now, Field& field);
    bool evaluate_by(const MeshGrid& tried, MeshChoice& choice, const Cloud& cloud, const Model& now, Field& field);
    void evaluate_direct(const Cloud& cloud, const Model& now, Field& field) {
        grid.reset();
        error.reset();
        direct.evaluate(cloud, now, field);
    }
};

/// Largest error of a velocity among the sampled tokens, in units of ‖V‖.
double MeshSolver::Impl::measure(const Cloud& cloud, const Model& now, const Field& field) const {
    const std::vector<std::size_t> tokens = mesh.telling_tokens(samples);
    const std::vector<Vec3> exact = direct_attention(cloud, now, tokens);
    const double unit = spectral_norm(now.V);
    if (unit == 0) return 0;
    double largest = 0;
    for (std::size_t k = 0; k < tokens.size(); ++k) {
        const Vec3 deviation = add(field.attention.at(tokens[k]), scaled(exact[k], -1));
        const double here = norm(tangent_part(normalised(cloud.token(tokens[k])), now.V * deviation)) / unit;
        if (!(here <= largest)) largest = here;  // a NaN is an error too
    }
    return largest;
}

/// @return  whether the mesh meets the tolerance; the field is then its
bool MeshSolver::Impl::evaluate_by(const MeshGrid& tried, MeshChoice& choice, const Cloud& cloud, const Model& now,
                                   Field& field) {
    grid = tried;
    mesh.evaluate(cloud, now, tried, precision, negligible(), field);
    error = measure(cloud, now, field);
    roughness = mesh.roughness();
    choice.learn(tried, safety * *error, mesh.pairs());
    return safety * *error <= choice.tolerance();
}

/// Tries meshes, each the cheapest by what the ones before it taught, until one meets the tolerance and none is much
/// cheaper.
void MeshSolver::Impl::choose(const Cloud& cloud, const Model& now, Field& field) {
    MeshChoice choice(spec, now, cloud.dimension(), cloud.size());
    std::optional<MeshGrid> next = grid, good;
    if (other_problem(cloud, now) || !grid) next = choice.first();
    model = now;
    count = cloud.size();
    dimension = cloud.dimension();
    precision = choice.precision();
    since_check = 0;
    for (int trial = 0; next && trial < most_trials; ++trial) {
        const MeshGrid tried = *next;
        const bool met = evaluate_by(tried, choice, cloud, now, field);
        next = choice.best();
        if (met && (!next || choice.cost(*next) > worth_changing * choice.cost(tried))) {
            if (choice.cost(tried) < choice.direct_cost()) return;
            break;
        }
        if (met) good = tried;
        if (!met && good) {  // what looked cheaper does not do: back
            evaluate_by(*good, choice, cloud, now, field);
            return;
        }
    }
    evaluate_direct(cloud, now, field);
}

MeshSolver::MeshSolver(const SolverSpec& spec) : impl_(std::make_unique<Impl>(spec)) {}
MeshSolver::~MeshSolver() = default;

void MeshSolver::evaluate(const Cloud& cloud, const Model& model, Field& field) {
    Impl& self = *impl_;
    field.attention.resize(cloud.dimension(), cloud.size());
    field.log_partition.resize(cloud.size());
    if (cloud.size() == 0) return;
    const bool hopeless = !(model.beta * score_bound(model) < sharpest);
    if (model.causal || hopeless || cloud.size() < least_tokens) return self.evaluate_direct(cloud, model, field);
    if (self.other_problem(cloud, model) || ++self.since_check >= checked_every)
        return self.choose(cloud, model, field);
    if (!self.grid) return self.direct.evaluate(cloud, model, field);
    self.mesh.evaluate(cloud, model, *self.grid, self.precision, self.negligible(), field);
    if (self.mesh.roughness() > notable_roughness * self.roughness) self.choose(cloud, model, field);
}

SolverReport MeshSolver::report() const {
    if (!impl_->grid) return impl_->direct.report();
    SolverReport report;
    report.method = Solver::mesh;
    report.precision = impl_->precision;
    report.field_error = impl_->error;
    return report;
}

std::optional<MeshGrid> MeshSolver::grid() const {
    return impl_->grid;
}

}  // namespace coalesce
