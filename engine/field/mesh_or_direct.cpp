#include "field/mesh_or_direct.hpp"

#include <cmath>
#include <limits>

#include "coalesce/field/direct.hpp"
#include "field/mesh_error.hpp"
#include "field/mesh_field.hpp"
#include "field/mesh_policy.hpp"
#include "field/mesh_state.hpp"
#include "field/parallel.hpp"

namespace coalesce {

namespace {

/// The field of one cloud, computed on the host.
class FieldOnHost final : public FieldOfCloud {
  public:
    FieldOnHost(MeshField& mesh, DirectSolver& direct, const Cloud& cloud, const Model& model, StopToken stop,
                Field& field)
        : mesh_(mesh), direct_(direct), cloud_(cloud), model_(model), stop_(stop), field_(field) {
        mesh_.set_stop(stop);
        direct_.set_stop(stop);
    }

    void evaluate_by_mesh(const MeshGrid& grid, Precision precision, double negligible) override {
        mesh_.evaluate(cloud_, model_, grid, precision, negligible, field_);
    }
    void evaluate_direct() override { direct_.evaluate(cloud_, model_, field_); }
    double error() override {
        const std::vector<std::size_t> tokens = mesh_.telling_tokens(samples);
        std::vector<Vec3> token, attention;
        for (const std::size_t t : tokens) {
            token.push_back(cloud_.token(t));
            attention.push_back(field_.attention.at(t));
        }
        return velocity_error(model_, token, attention, direct_attention(cloud_, model_, tokens, stop_));
    }
    double roughness() override { return mesh_.roughness(); }
    double pairs() override { return mesh_.pairs(); }

  private:
    MeshField& mesh_;
    DirectSolver& direct_;
    const Cloud& cloud_;
    const Model& model_;
    StopToken stop_;
    Field& field_;
};

}  // namespace

struct MeshOrDirectSolver::Impl {
    explicit Impl(const SolverSpec& spec) : direct(spec.precision), policy(spec) {}

    MeshField mesh;
    DirectSolver direct;
    MeshPolicy policy;
};

MeshOrDirectSolver::MeshOrDirectSolver(const SolverSpec& spec) : impl_(std::make_unique<Impl>(spec)) {}
MeshOrDirectSolver::~MeshOrDirectSolver() = default;

void MeshOrDirectSolver::evaluate(const Cloud& cloud, const Model& model, Field& field) {
    field.attention.resize(cloud.dimension(), cloud.size());
    field.log_partition.resize(cloud.size());
    if (cloud.size() == 0) return;
    FieldOnHost here(impl_->mesh, impl_->direct, cloud, model, stop_, field);
    impl_->policy.evaluate(model, cloud.size(), cloud.dimension(), here);
}

SolverReport MeshOrDirectSolver::report() const {
    const MeshPolicy::Standing& now = impl_->policy.standing();
    SolverReport report = impl_->direct.report();
    report.solver_reason = now.reason;
    if (!now.grid) return report;
    report.method = Solver::mesh;
    report.solver_reason.clear();
    report.precision = now.precision;
    report.field_error = *now.error * spectral_norm(now.model->V);
    report.mesh_bytes = impl_->mesh.mesh_bytes();
    return report;
}

std::shared_ptr<const FieldSolver::State> MeshOrDirectSolver::save() const {
    return std::make_shared<MeshState>(impl_->policy.standing());
}

void MeshOrDirectSolver::restore(const State* state) {
    impl_->policy.restore(state ? dynamic_cast<const MeshState&>(*state).standing : MeshPolicy::Standing{});
}

std::span<const std::int32_t> MeshOrDirectSolver::scattered_keys() const {
    return impl_->policy.standing().grid && impl_->mesh.scattered() ? impl_->mesh.cells()
                                                                    : std::span<const std::int32_t>{};
}

std::vector<double> MeshOrDirectSolver::suspicion(const Cloud& cloud, const Model& model, const Field& field) {
    const MeshPolicy::Standing& now = impl_->policy.standing();
    if (!now.grid) return impl_->direct.suspicion(cloud, model, field);
    MeshGrid other = *now.grid;
    other.p = other.p == largest_order ? other.p - 2 : other.p + 2;
    Field there;
    there.attention.resize(cloud.dimension(), cloud.size());
    there.log_partition.resize(cloud.size());
    MeshField mesh;
    mesh.set_stop(stop_);
    mesh.evaluate(cloud, model, other, now.precision, impl_->policy.negligible(), there);
    std::vector<double> suspected(cloud.size());
    for_each_token(cloud.size(), [&](std::size_t i) {
        const Vec3 off = add(field.attention.at(i), scaled(there.attention.at(i), -1));
        const double error = norm(tangent_part(cloud.token(i), model.V * off));
        suspected[i] = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
    });
    return suspected;
}

std::optional<MeshGrid> MeshOrDirectSolver::grid() const {
    return impl_->policy.standing().grid;
}

}  // namespace coalesce
