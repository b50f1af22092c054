#include <algorithm>
#include <utility>

#include "coalesce/observe/token_sample.hpp"
#include "flow/fixed_motion.hpp"

namespace coalesce {

DeviceMotion::DeviceMotion(FixedSteps steps, Cloud tokens, std::unique_ptr<DeviceCloud> device,
                           std::shared_ptr<const FieldSolver::State> solver, StopToken stop)
    : FixedMotion(std::move(steps), stop), store_(std::move(tokens), std::move(device)) {
    solver_->restore(solver.get());
}

double DeviceMotion::step(double dt, std::uint64_t index) {
    store_.step(model(), dt, index);
    ++revision_;
    return dt;
}

const Field& DeviceMotion::field() {
    return field_.at(revision_, [this](Field& field) { store_.device().field(model(), field); });
}

void DeviceMotion::copy_tokens(std::vector<float>& positions, std::vector<float>& speed) {
    store_.device().copy_tokens(model(), positions, speed);
}

std::vector<double> DeviceMotion::masses() const {
    const std::span<const double> own = store_.last_copy().masses();
    return {own.begin(), own.end()};
}

SolverReport DeviceMotion::measured_report(ErrorSearch search, StopToken stop) {
    if (search == ErrorSearch::quick && size() > most_observed) return report();
    return Motion::measured_report(search, stop);
}

/// The mesh on the device does not rank single tokens by suspected error.
std::vector<double> DeviceMotion::suspicion(ErrorSearch) {
    return solver_->FieldSolver::suspicion(rows(), model(), field());
}

Motion::State DeviceMotion::save() {
    return {store_.on_host(), {}, store_.device().save(), {}};
}

bool DeviceMotion::restore(const State& state, const Scene& scene) {
    const FixedSteps steps(scene);
    if (state.flow || !state.order.plain() || !steps.alike_for_device(steps_)) return false;
    // Events may have changed the number or the masses of the tokens, which a device takes when its cloud is made.
    const Cloud& here = store_.last_copy();
    if (state.rows.size() != here.size() || !std::ranges::equal(state.rows.masses(), here.masses())) return false;
    take(steps);
    solver_->restore(state.solver.get());
    store_.upload(state.rows);
    store_.device().restore(state.solver.get());
    return true;
}

bool DeviceMotion::change(const Scene& scene) {
    const FixedSteps steps(scene);
    if (!steps.alike_for_device(steps_)) return false;
    take(steps);
    return true;
}

std::unique_ptr<Motion> DeviceMotion::leave_device(const std::string& why) {
    return std::make_unique<HostMotion>(steps_, State{store_.leave(), {}, solver_->save(), {}}, stop_, why);
}

}  // namespace coalesce
