#include "flow/simulation.hpp"

#include <algorithm>
#include <cmath>

#include "model/error.hpp"

namespace coalesce {

namespace {

Cloud draw_tokens(const Scene& scene) {
    return draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count),
                static_cast<std::uint64_t>(scene.tokens.seed));
}

std::unique_ptr<Integrator> make_integrator(const Scene& scene, Method method) {
    return std::make_unique<Integrator>(method, static_cast<std::uint64_t>(scene.tokens.seed));
}

/// A rest of time shorter than this part of a step is rounding, not time to be stepped over.
constexpr double negligible_part = 1e-9;

}  // namespace

Simulation::Simulation(Scene scene)
    : scene_(std::move(scene)),
      solver_(make_solver(scene_.solver)),
      integrator_(make_integrator(scene_, scene_.time.method)) {
    space_ = coalesce::leading_space(scene_.model);
    initial_ = draw_tokens(scene_);
    cloud_ = initial_;
}

Simulation::~Simulation() = default;

void Simulation::step() {
    integrator_->step(cloud_, scene_.model, *solver_, scene_.time.dt, steps_, field());
    ++steps_;
    ++steps_since_origin_;
    // Not a running sum: after 10^6 steps of 0.01 the time is 10^4 to the last digit.
    time_ = time_origin_ + static_cast<double>(steps_since_origin_) * scene_.time.dt;
    state_changed();
}

void Simulation::step(double dt) {
    integrator_->step(cloud_, scene_.model, *solver_, dt, steps_, field());
    ++steps_;
    set_origin(time_ + dt);
    state_changed();
}

void Simulation::advance_to(double time) {
    const double dt = scene_.time.dt;
    const double whole = std::floor((time - time_) / dt + negligible_part);
    for (double k = 0; k < whole; ++k) step();
    if (time - time_ > negligible_part * dt) step(time - time_);
    if (std::abs(time - time_) <= negligible_part * dt) {
        time_ = time;
        measurement_fresh_ = false;
    }
}

void Simulation::reset() {
    cloud_ = initial_;
    steps_ = 0;
    set_origin(0);
    tracker_.reset();
    state_changed();
}

void Simulation::change(const Model& model, const TimeSpec& time, const SolverSpec& solver) {
    if (model.dimension() != scene_.dimension)
        throw InputError("model: found matrices of dimension " + std::to_string(model.dimension()) + ", expected " +
                         std::to_string(scene_.dimension));
    auto new_solver = solver == scene_.solver ? nullptr : make_solver(solver);
    auto new_integrator = time.method == scene_.time.method ? nullptr : make_integrator(scene_, time.method);
    if (new_solver) solver_ = std::move(new_solver);
    if (new_integrator) integrator_ = std::move(new_integrator);
    if (time.dt != scene_.time.dt) set_origin(time_);
    if (!(model == scene_.model)) space_ = coalesce::leading_space(model);
    scene_.model = model;
    scene_.time = time;
    scene_.solver = solver;
    state_changed();
}

void Simulation::set_linking_angle(double angle) {
    linking_angle_ = angle;
    clustering_fresh_ = measurement_fresh_ = false;
}

const Field& Simulation::field() {
    if (!field_fresh_) solver_->evaluate(cloud_, scene_.model, field_);
    field_fresh_ = true;
    return field_;
}

const Vectors& Simulation::velocity() {
    if (!velocity_fresh_) velocities(cloud_, scene_.model, field(), velocity_);
    velocity_fresh_ = true;
    return velocity_;
}

const Clustering& Simulation::clustering() {
    if (!clustering_fresh_) {
        clustering_ =
            link_clusters(cloud_, linking_angle_ > 0 ? linking_angle_ : default_linking_angle(scene_.model.beta));
        tracker_.track(clustering_);
    }
    clustering_fresh_ = true;
    return clustering_;
}

const Measurement& Simulation::measure() {
    if (measurement_fresh_) return measurement_;
    Measurement now;
    now.time = time_;
    now.dt = scene_.time.dt;
    now.energy = energy(cloud_, scene_.model, field());
    now.clusters = static_cast<int>(clustering().clusters.size());
    now.drift = drift_from_sphere(cloud_);
    const Vectors& v = velocity();
    for (std::size_t i = 0; i < cloud_.size(); ++i) {
        const double speed = norm(v.at(i)), mass = cloud_.mass(i);
        now.mean_speed += mass * speed;
        now.max_speed = std::max(now.max_speed, speed);
        now.alignment += mass * angle_to(space_, cloud_.token(i));
    }
    measurement_ = now;
    measurement_fresh_ = true;
    return measurement_;
}

SolverReport Simulation::report(int samples) {
    const Field& present = field();
    SolverReport report = solver_->report();
    report.field_error = measured_field_error(cloud_, scene_.model, present, samples);
    return report;
}

void Simulation::set_origin(double time) {
    time_ = time_origin_ = time;
    steps_since_origin_ = 0;
}

void Simulation::state_changed() {
    field_fresh_ = velocity_fresh_ = measurement_fresh_ = clustering_fresh_ = false;
}

}  // namespace coalesce
