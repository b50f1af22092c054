#include <utility>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/observe/groups.hpp"
#include "flow/former.hpp"
#include "flow/motion.hpp"

// State of a simulation: reset, change, save and restore, and the loss of the device that holds it.
namespace coalesce {

void Simulation::reset() {
    replace_motion(motion_, scene_, initial_cloud(), stop_);
    acted_ = 0;
    former_.reset();
    take_roster(nullptr);
    grain_ = grain_of(initial_);
    steps_ = 0;
    last_step_ = scene_.time.dt;
    set_origin(0);
    observers_ = Observers(phase_rules(scene_));
    observation_due_ = true;
    rest_.reset();
    ++revision_;
    act();
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
    TimeSpec until = scene_.time;
    until.until = time.until;
    until.axis = time.axis;
    const bool moves_alike = model == scene_.model && time == until && solver == scene_.solver;
    if (moves_alike) {
        scene_ = std::move(changed);
        return;
    }
    if (!(model == scene_.model)) observe_if_possible();
    former_.reset();
    // Lumps stay together as tokens at one place; their confinement is found anew.
    if (!motion_->change(changed)) {
        replace_motion(motion_, changed, motion_->tokens(), stop_);
        rest_.reset();
    }
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
    ++revision_;
}

Simulation::State Simulation::save() const {
    State state(observers_);
    state.model_ = scene_.model;
    state.time_spec_ = scene_.time;
    state.solver_ = scene_.solver;
    state.motion_ = std::make_shared<const MotionState>(motion_->save());
    state.observation_due_ = observation_due_;
    state.rest_ = rest_;
    state.acted_ = acted_;
    state.grain_ = grain_;
    state.roster_ = roster_;
    state.linking_angle_ = linking_angle_;
    state.time_ = time_;
    state.time_origin_ = time_origin_;
    state.last_step_ = last_step_;
    state.steps_ = steps_;
    state.steps_since_origin_ = steps_since_origin_;
    return state;
}

void Simulation::restore(const State& state) {
    Scene scene = scene_;
    scene.model = state.model_;
    scene.time = state.time_spec_;
    scene.solver = state.solver_;
    bool restored = false;
    std::string failure;
    try {
        restored = motion_->restore(*state.motion_, scene);
    } catch (const RunError& error) {
        failure = error.what();
    }
    if (!restored && failure.empty()) replace_motion(motion_, scene, *state.motion_, stop_);
    if (!(scene.model == scene_.model)) space_ = coalesce::leading_space(scene.model);
    scene_ = std::move(scene);
    rest_ = state.rest_;
    former_.reset();
    acted_ = state.acted_;
    take_roster(state.roster_);
    grain_ = state.grain_;
    observers_ = state.observers_;
    observation_due_ = state.observation_due_;
    // Clusters linked at another angle are different: their identities restart from those of the groups.
    if (linking_angle_ != state.linking_angle_) observers_.user_clusters = observers_.clusters;
    time_ = state.time_;
    time_origin_ = state.time_origin_;
    last_step_ = state.last_step_;
    steps_ = state.steps_;
    steps_since_origin_ = state.steps_since_origin_;
    ++revision_;
    if (!failure.empty()) lose_device(failure);
}

TokenStore* Simulation::store() {
    return motion_->store();
}

void Simulation::wait() {
    if (TokenStore* store = motion_->store()) store->park();
}

bool Simulation::on_device() const {
    return motion_->store() != nullptr;
}

void Simulation::lose_device(const std::string& why) {
    const bool copied = motion_->store() && motion_->store()->copied();
    std::unique_ptr<Motion> on_host = motion_->leave_device(why);
    if (!on_host) return;
    motion_ = std::move(on_host);
    former_.reset();
    ++revision_;
    if (copied || !checkpoint_) return;
    set_origin(checkpoint_->time);
    steps_ = checkpoint_->steps;
    observers_ = checkpoint_->observers;
    observation_due_ = checkpoint_->observation_due;
}

bool Simulation::State::adaptive() const {
    return motion_->flow.has_value();
}

std::size_t Simulation::State::bytes() const {
    return sizeof *this + sizeof *motion_ + motion_->bytes() + observers_.bytes();
}

}  // namespace coalesce
