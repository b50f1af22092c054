#include "flow/fixed_motion.hpp"

#include <cmath>

#include "flow/schedule.hpp"

namespace coalesce {

namespace {

/// A remaining time shorter than this part of a step is rounding and is not stepped over.
constexpr double negligible_step = 1e-9;

}  // namespace

FixedSteps::FixedSteps(const Scene& scene)
    : model(scene.model),
      method(scene.time.method),
      solver(scene.solver),
      noise_seed(static_cast<std::uint64_t>(scene.tokens.seed)) {}

bool FixedSteps::alike_for_device(const FixedSteps& other) const {
    return method == other.method && solver == other.solver && model.causal == other.model.causal &&
           model.attention == other.model.attention;
}

FixedMotion::FixedMotion(FixedSteps steps, StopToken stop)
    : steps_(std::move(steps)), stop_(stop), solver_(make_solver(steps_.solver)) {
    solver_->set_stop(stop);
}

void FixedMotion::set_stop(StopToken stop) {
    stop_ = stop;
    solver_->set_stop(stop);
}

void FixedMotion::take(const FixedSteps& steps) {
    solver_ = make_solver(steps.solver);
    solver_->set_stop(stop_);
    steps_ = steps;
    ++revision_;
}

double FixedMotion::whole_steps(double rest, double dt) const {
    return std::floor(rest / dt + negligible_step);
}

double FixedMotion::negligible(double dt) const {
    return negligible_step * dt;
}

bool FixedMotion::observed(std::uint64_t steps) const {
    return is_observed_step(steps);
}

const Vectors& FixedMotion::velocity() {
    return velocity_.at(revision_, [this](Vectors& v) { velocities(rows(), model(), field(), v); });
}

}  // namespace coalesce
