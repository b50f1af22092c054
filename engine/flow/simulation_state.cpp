#include <utility>

#include "flow/simulation.hpp"
#include "flow/simulation_parts.hpp"
#include "model/error.hpp"

// State of a simulation: change, save and restore, and the device that holds it.
namespace coalesce {

namespace {

/// Holds if a device cloud made for one of these scenes can move the other.
bool alike_for_device(const Scene& a, const Scene& b) {
    return a.time.method == b.time.method && a.solver == b.solver && a.model.causal == b.model.causal &&
           a.model.attention == b.model.attention;
}

}  // namespace

/// Moves the rows, which must be fresh, to a device if there is one for them.
void Simulation::move_to_device() {
    device_.reset();  // frees its memory for the next one
    if (!has_device_factory()) return;
    if (!order_.plain()) {
        rows_ = order_.in_token_order(rows_);
        order_ = {};
    }
    const DeviceRequest request{flow_ ? initial_ : rows_, scene_.model, scene_.time.method, scene_.solver,
                                static_cast<std::uint64_t>(scene_.tokens.seed)};
    device_ = make_device_cloud(request, device_reason_);
    rows_noted();
}

void Simulation::lose_device(const std::string& why) {
    device_.reset();
    device_reason_ = why;
    steps_ = rows_steps_;
    set_origin(rows_time_);
    observers_ = *rows_observers_;
    observation_due_ = rows_observation_due_;
    state_changed();
    rows_fresh_ = true;
}

/// Notes that the rows hold the present state: a device that fails later loses only what follows.
void Simulation::rows_noted() const {
    rows_time_ = time_;
    rows_steps_ = steps_;
    if (device_) rows_observers_ = observers_;
    rows_observation_due_ = observation_due_;
}

const Cloud& Simulation::rows() const {
    if (rows_fresh_) return rows_;
    device_->download(rows_);
    rows_noted();
    rows_fresh_ = true;
    return rows_;
}

void Simulation::step_on_device(double dt) {
    try {
        observers();
        device_->step(scene_.model, dt, steps_);
    } catch (const RunError& error) {
        lose_device(error.what());
        throw;
    }
    state_changed();
    step_taken(dt);
}

/// Makes the last observation under a model before it is replaced; skips it if the field cannot be computed.
void Simulation::observe_if_possible() {
    try {
        observers();
    } catch (const std::exception&) {
        observation_due_ = false;
    }
}

void Simulation::change(const Model& model, const TimeSpec& time, const SolverSpec& solver) {
    if (model.dimension() != scene_.dimension)
        throw InputError("model: found matrices of dimension " + std::to_string(model.dimension()) + ", expected " +
                         std::to_string(scene_.dimension));
    Scene changed = scene_;
    changed.model = model;
    changed.time = time;
    changed.solver = solver;
    if (changed == scene_) return;
    auto new_solver = make_solver(solver);
    auto new_integrator = make_integrator(changed, time.method);
    TimeSpec until = scene_.time;
    until.until = time.until;
    until.axis = time.axis;
    const bool moves_alike = model == scene_.model && time == until && solver == scene_.solver;
    if (moves_alike) {
        scene_ = std::move(changed);
        return;
    }
    if (!(model == scene_.model)) observe_if_possible();
    const bool same_device = alike_for_device(changed, scene_);
    if (!same_device) rows();
    // Lumps stay together as tokens at one place; their confinement
    // is found anew. Causal sums need the order of tokens.
    if (flow_ || time.method == Method::adaptive || (model.causal && !order_.plain())) {
        auto new_flow = make_flow(changed, cloud(), stop_);
        Cloud tokens = new_flow ? Cloud() : cloud();
        rows_ = std::move(tokens);
        order_ = {};
        flow_ = std::move(new_flow);
        rest_.reset();
    }
    solver_ = std::move(new_solver);
    solver_->set_stop(stop_);
    integrator_ = std::move(new_integrator);
    if (time.dt != scene_.time.dt) {
        set_origin(time_);
        last_step_ = time.dt;
    }
    if (!(model == scene_.model)) {
        space_ = coalesce::leading_space(model);
        observers_.phases.restart(phase_rules(model));
        observers_.merges.restart();
        observation_due_ = true;
    }
    scene_ = std::move(changed);
    const bool fresh = rows_fresh_;
    state_changed();
    rows_fresh_ = fresh;  // nothing moved
    if (!same_device) move_to_device();
}

Simulation::State Simulation::save() const {
    State state(observers_);
    state.model_ = scene_.model;
    state.time_spec_ = scene_.time;
    state.solver_ = scene_.solver;
    if (flow_) state.flow_ = flow_->save();
    state.rows_ = rows();
    state.order_ = order_;
    state.solver_state_ = device_ ? device_->save() : field_fresh_ ? solver_before_ : solver_->save();
    state.observation_due_ = observation_due_;
    state.rest_ = rest_;
    state.linking_angle_ = linking_angle_;
    state.time_ = time_;
    state.time_origin_ = time_origin_;
    state.last_step_ = last_step_;
    state.steps_ = steps_;
    state.steps_since_origin_ = steps_since_origin_;
    return state;
}

void Simulation::restore(const State& state) {
    const Scene before = scene_;
    Scene scene = scene_;
    scene.model = state.model_;
    scene.time = state.time_spec_;
    scene.solver = state.solver_;
    if (!(scene == scene_)) {
        solver_ = make_solver(scene.solver);
        solver_->set_stop(stop_);
        integrator_ = make_integrator(scene, scene.time.method);
        space_ = coalesce::leading_space(scene.model);
        scene_ = scene;
    }
    const bool same_device = device_ && !state.flow_ && state.order_.plain() && alike_for_device(scene, before);
    flow_ = state.flow_ ? std::make_unique<AdaptiveFlow>(*state.flow_, scene_.model, scene_.time, scene_.solver, stop_)
                        : nullptr;
    rows_ = state.rows_;
    order_ = state.order_;
    solver_->restore(state.solver_state_.get());
    rest_ = state.rest_;
    observers_ = state.observers_;
    observation_due_ = state.observation_due_;
    // Clusters linked at another angle are different: their identities restart from those of the groups.
    if (linking_angle_ != state.linking_angle_) observers_.user_clusters = observers_.clusters;
    time_ = state.time_;
    time_origin_ = state.time_origin_;
    last_step_ = state.last_step_;
    steps_ = state.steps_;
    steps_since_origin_ = state.steps_since_origin_;
    state_changed();
    rows_fresh_ = true;
    rows_noted();
    if (!same_device) return move_to_device();
    try {
        device_->upload(rows_);
        device_->restore(state.solver_state_.get());
    } catch (const RunError& error) {
        lose_device(error.what());
    }
}

std::size_t Simulation::Observers::bytes() const {
    return clusters.bytes() + user_clusters.bytes() + merges.bytes() + lineage.bytes() +
           phases.phases().size() * sizeof(Phase);
}

std::size_t Simulation::State::bytes() const {
    return sizeof *this + rows_.bytes() + order_.bytes() + (flow_ ? flow_->bytes() : 0) + observers_.bytes();
}

}  // namespace coalesce
