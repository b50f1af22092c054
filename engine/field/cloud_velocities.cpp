#include "coalesce/field/cloud_velocities.hpp"

#include "coalesce/field/lumped.hpp"

namespace coalesce {

void cloud_velocities(const Cloud& cloud, const Model& model, SolverSpec spec, StopToken stop, Vectors& out) {
    Field field;
    if (cloud.size() <= few_tokens && spec.precision != Precision::single_) {
        ScaledVelocities scaled;
        difference_field(cloud, field_matrices(model), field, scaled);
        scaled.unscale(out);
        return;
    }
    constexpr std::size_t quick = 50000;
    if (spec.method == Solver::automatic && cloud.size() <= quick) spec.method = Solver::direct;
    const auto solver = make_solver(spec);
    solver->set_stop(stop);
    solver->evaluate(cloud, model, field);
    velocities(cloud, model, field, out);
}

}  // namespace coalesce
