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
constexpr std::size_t least_tokens = 300;
/// β‖B‖ beyond which no mesh resolves the kernel.
constexpr double sharpest = 1e7;
/// Meshes tried before the direct sum is taken.
constexpr int most_trials = 8;
/// An error that is between a part and a multiple of what it was has stayed as it was.
constexpr double alike = 2;

/// What the next evaluation goes by.
struct Standing {
    std::optional<MeshGrid> grid;  ///< none: direct
    Precision precision = Precision::single_;
    std::optional<Model> model;  ///< that the mesh was chosen for, with the count and the dimension
    std::size_t count = 0;
    int dimension = 0;
    int since_check = 0, next_check = MeshSolver::checked_after;
    double roughness = 0;  ///< of the field when it was last measured
    std::optional<double> error;

    bool is_about(const Cloud& cloud, const Model& now) const {
        return model && *model == now && count == cloud.size() && dimension == cloud.dimension();
    }
};

struct MeshState final : FieldSolver::State {
    explicit MeshState(const Standing& now) : standing(now) {}
    Standing standing;
};

}  // namespace

struct MeshSolver::Impl {
    explicit Impl(const SolverSpec& asked) : spec(asked), direct(asked.precision) {}

    SolverSpec spec;
    MeshField mesh;
    DirectSolver direct;
    Standing now;

    /// Part of a sum that far pairs may lack: far below what the tolerance allows m to be off.
    double negligible() const { return 0.01 * spec.tolerance; }
    double measure(const Cloud& cloud, const Model& model, const Field& field) const;
    void choose(const Cloud& cloud, const Model& model, Field& field);
    void try_meshes(std::optional<MeshGrid> next, MeshChoice& choice, const Cloud& cloud, const Model& model,
                    Field& field);
    bool evaluate_by(const MeshGrid& tried, MeshChoice& choice, const Cloud& cloud, const Model& model, Field& field);
    void evaluate_direct(const Cloud& cloud, const Model& model, Field& field) {
        now.grid.reset();
        now.error.reset();
        direct.evaluate(cloud, model, field);
    }
};

/// Largest error of a velocity among the sampled tokens, in units of ‖V‖.
double MeshSolver::Impl::measure(const Cloud& cloud, const Model& model, const Field& field) const {
    const std::vector<std::size_t> tokens = mesh.telling_tokens(samples);
    const std::vector<Vec3> exact = direct_attention(cloud, model, tokens);
    const double unit = spectral_norm(model.V);
    if (unit == 0) return 0;
    double largest = 0;
    for (std::size_t k = 0; k < tokens.size(); ++k) {
        const Vec3 deviation = add(field.attention.at(tokens[k]), scaled(exact[k], -1));
        const double here = norm(tangent_part(normalised(cloud.token(tokens[k])), model.V * deviation)) / unit;
        if (!(here <= largest)) largest = here;  // a NaN is an error too
    }
    return largest;
}

/// @return  whether the mesh meets the tolerance; the field is then its
bool MeshSolver::Impl::evaluate_by(const MeshGrid& tried, MeshChoice& choice, const Cloud& cloud, const Model& model,
                                   Field& field) {
    now.grid = tried;
    mesh.evaluate(cloud, model, tried, now.precision, negligible(), field);
    now.error = measure(cloud, model, field);
    now.roughness = mesh.roughness();
    choice.learn(tried, safety * *now.error, mesh.pairs());
    return safety * *now.error <= choice.tolerance();
}

/// Tries meshes, each the cheapest by what the ones before it taught, until one meets the tolerance and none is much
/// cheaper.
void MeshSolver::Impl::try_meshes(std::optional<MeshGrid> next, MeshChoice& choice, const Cloud& cloud,
                                  const Model& model, Field& field) {
    std::optional<MeshGrid> good;
    for (int trial = 0; next && trial < most_trials; ++trial) {
        const MeshGrid tried = *next;
        const bool met = evaluate_by(tried, choice, cloud, model, field);
        next = choice.best();
        if (met && (!next || choice.cost(*next) > worth_changing * choice.cost(tried))) {
            if (choice.cost(tried) < choice.direct_cost()) return;
            break;
        }
        if (met) good = tried;
        if (!met && good) {  // what looked cheaper does not do: back
            evaluate_by(*good, choice, cloud, model, field);
            return;
        }
    }
    evaluate_direct(cloud, model, field);
}

void MeshSolver::Impl::choose(const Cloud& cloud, const Model& model, Field& field) {
    MeshChoice choice(spec, model, cloud.dimension(), cloud.size());
    const bool same = now.is_about(cloud, model);
    const Standing before = now;
    now.model = model;
    now.count = cloud.size();
    now.dimension = cloud.dimension();
    now.precision = choice.precision();
    now.since_check = 0;
    try_meshes(same && now.grid ? now.grid : choice.first(), choice, cloud, model, field);
    // A mesh that stays, with its error, and a direct sum that stays are looked at more and more seldom.
    const bool stays = same && before.grid.has_value() == now.grid.has_value() &&
                       (!now.grid || (*now.grid == *before.grid && *now.error <= alike * *before.error &&
                                      *before.error <= alike * *now.error));
    now.next_check = stays ? std::min(2 * before.next_check, checked_every) : checked_after;
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
    Standing& now = self.now;
    if (!now.is_about(cloud, model) || ++now.since_check >= now.next_check) return self.choose(cloud, model, field);
    if (!now.grid) return self.direct.evaluate(cloud, model, field);
    self.mesh.evaluate(cloud, model, *now.grid, now.precision, self.negligible(), field);
    if (self.mesh.roughness() > notable_roughness * now.roughness) self.choose(cloud, model, field);
}

SolverReport MeshSolver::report() const {
    if (!impl_->now.grid) return impl_->direct.report();
    SolverReport report;
    report.method = Solver::mesh;
    report.precision = impl_->now.precision;
    report.field_error = impl_->now.error;
    report.mesh_bytes = impl_->mesh.mesh_bytes();
    return report;
}

std::shared_ptr<const FieldSolver::State> MeshSolver::save() const {
    return std::make_shared<MeshState>(impl_->now);
}

void MeshSolver::restore(const State* state) {
    impl_->now = state ? dynamic_cast<const MeshState&>(*state).standing : Standing{};
}

std::span<const std::int32_t> MeshSolver::scattered_keys() const {
    return impl_->now.grid && impl_->mesh.scattered() ? impl_->mesh.cells() : std::span<const std::int32_t>{};
}

std::optional<MeshGrid> MeshSolver::grid() const {
    return impl_->now.grid;
}

}  // namespace coalesce
