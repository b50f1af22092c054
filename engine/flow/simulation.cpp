#include "coalesce/flow/simulation.hpp"

#include <cmath>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/observe/token_sample.hpp"
#include "field/parallel.hpp"
#include "flow/former.hpp"
#include "flow/hands.hpp"
#include "flow/motion.hpp"
#include "flow/rows.hpp"
#include "flow/schedule.hpp"
#include "observe/cell_labels.hpp"

// A run in time: its steps, and the present state by token.
namespace coalesce {

namespace {

Cloud draw_tokens(const Scene& scene) {
    return draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count),
                static_cast<std::uint64_t>(scene.tokens.seed));
}

}  // namespace

Simulation::Simulation(Scene scene, StopToken stop)
    : scene_(std::move(scene)), observers_(phase_rules(scene_)), stop_(stop), last_step_(scene_.time.dt) {
    space_ = coalesce::leading_space(scene_.model);
    Cloud tokens = draw_tokens(scene_);
    count_ = initial_count_ = tokens.size();
    check_own_events(scene_.events, scene_.dimension, scene_.time.until, count_);
    sample_ = sample_tokens(count_, most_observed);
    // The file may have changed when its tokens are wanted again: a copy is kept.
    if (samples_tokens() && std::holds_alternative<FileLaw>(scene_.tokens.law)) read_ = tokens;
    initial_ =
        samples_tokens() ? sampled_cloud(tokens, std::vector<std::int32_t>(sample_.begin(), sample_.end())) : tokens;
    grain_ = grain_of(initial_);
    motion_ = make_motion(scene_, std::move(tokens), stop);
    act();
}

Simulation::~Simulation() = default;

Cloud Simulation::initial_cloud() const {
    if (initial_.size() == initial_count_) return initial_;
    return read_.size() > 0 ? read_ : draw_tokens(scene_);
}

const Cloud& Simulation::cloud() const {
    if (motion_->row_of_token().empty()) return motion_->rows();
    return tokens_.at(revision_, [this](Cloud& tokens) { tokens = motion_->tokens(); });
}

Cloud Simulation::detach_cloud() {
    if (motion_->row_of_token().empty()) return motion_->detach_rows();
    cloud();
    return std::move(tokens_.memory());
}

const Cloud& Simulation::observed_cloud() const {
    if (!samples_tokens()) return cloud();
    return observed_.at(revision_, [this](Cloud& observed) { motion_->copy_some(sample_, observed); });
}

void Simulation::step() {
    step_towards(end_of_time);
}

void Simulation::step_unobserved() {
    step_unobserved_towards(end_of_time);
}

void Simulation::step_unobserved_towards(double time) {
    observation_due_ = observing_ = false;
    try {
        step_towards(time);
    } catch (...) {
        observing_ = true;
        throw;
    }
    observing_ = true;
}

void Simulation::step_towards(double time) {
    if (!(time > time_)) return;
    act();  // one that was refused is refused again
    step_to(next_landing(time));
    act();
}

/// Takes one step that does not pass `time`, without acting events.
void Simulation::step_to(double time) {
    const double rest = time - time_, dt = scene_.time.dt;
    if (motion_->whole_steps(rest, dt) >= 1)
        take_whole_step();
    else if (rest > motion_->negligible(dt))
        take_part(time);
    settle(time);
}

void Simulation::advance_to(double time) {
    const double dt = scene_.time.dt;
    act();
    for (double whole = motion_->whole_steps(time - time_, dt); whole > 0; --whole) {
        take_whole_step();
        act();
    }
    while (time - time_ > motion_->negligible(dt)) {
        take_part(next_landing(time));
        act();
    }
    settle(time);
    act();
}

/// Takes a time that differs by rounding for the present one.
void Simulation::settle(double time) {
    if (time_ == time || !(std::abs(time - time_) <= motion_->negligible(scene_.time.dt))) return;
    time_ = time;
    measurement_.forget();
    phases_.forget();
}

void Simulation::take_whole_step() {
    take_step(scene_.time.dt);
    ++steps_since_origin_;
    // A product, not a running sum: after 10^6 steps of 0.01 the time is 10^4 to the last digit.
    time_ = time_origin_ + static_cast<double>(steps_since_origin_) * scene_.time.dt;
}

/// Takes a step that does not pass `time`.
void Simulation::take_part(double time) {
    const double from = time_, rest = time - time_;
    take_step(rest);
    set_origin(last_step_ == rest ? time : from + last_step_);
    if (const RestingPlace* place = motion_->rest(); place && !rest_) rest_ = Rest{time_, place->distance, place->rate};
    observe_within_step(from);
}

void Simulation::take_step(double most) {
    try {
        leave_state();
        former_.reset();
        last_step_ = motion_->step(most, steps_);
    } catch (const RunError& error) {
        lose_device(error.what());
        throw;
    }
    ++revision_;
    ++steps_;
    observation_due_ = at_observed_step();
}

/// Observes the present state. If a device has copied it to the host, a failure later leads back here.
void Simulation::leave_state() {
    observers();
    if (const TokenStore* store = motion_->store(); store && store->copied())
        checkpoint_ = Checkpoint{time_, steps_, observers_, observation_due_};
}

bool Simulation::at_observed_step() const {
    return motion_->observed(steps_);
}

std::size_t Simulation::live_tokens() const {
    return motion_->size();
}

void Simulation::set_stop(StopToken stop) {
    stop_ = stop;
    motion_->set_stop(stop);
}

Cloud Simulation::state_at(double time) const {
    if (!(last_step_ > 0)) return cloud();
    const double part = 1 - (time_ - time) / last_step_;
    return former_ && part < 1 ? former_->tokens_at(part) : motion_->tokens_at(part);
}

const Field& Simulation::field() {
    const Field& by_row = motion_->field();
    const std::span<const std::int32_t> row = motion_->row_of_token();
    return row.empty() ? by_row : field_.at(revision_, [&](Field& field) { at_rows(row, by_row, field); });
}

const Vectors& Simulation::velocity() {
    const Vectors& by_row = motion_->velocity();
    const std::span<const std::int32_t> row = motion_->row_of_token();
    return row.empty() ? by_row : velocity_.at(revision_, [&](Vectors& velocity) { at_rows(row, by_row, velocity); });
}

std::vector<std::int32_t> Simulation::labels() {
    const Clustering& clusters = clustering();
    if (clusters.label.size() == count_) return clusters.label;
    const CellLabels cells(observed_cloud(), clusters.label, linked_at());
    std::vector<std::int32_t> of_rows = cells.of(motion_->rows());
    const std::span<const std::int32_t> row = motion_->row_of_token();
    if (row.empty()) return of_rows;
    std::vector<std::int32_t> label(count_);
    for_each_token(count_, [&](std::size_t t) { label[t] = of_rows[static_cast<std::size_t>(row[t])]; });
    return label;
}

std::vector<std::int32_t> Simulation::identities() {
    std::vector<std::int32_t> identity = labels();
    const std::vector<Cluster>& clusters = clustering().clusters;
    for_each_token(identity.size(),
                   [&](std::size_t i) { identity[i] = clusters[static_cast<std::size_t>(identity[i])].identity; });
    return identity;
}

void Simulation::copy_tokens(std::vector<float>& positions, std::vector<float>& speed) {
    motion_->copy_tokens(positions, speed);
}

void Simulation::copy_masses(std::vector<float>& masses) const {
    const std::vector<double> own = motion_->masses();
    masses.assign(own.begin(), own.end());
}

SolverReport Simulation::report(ErrorSearch search) {
    try {
        return motion_->measured_report(search, stop_);
    } catch (const Stopped&) {
        SolverReport report = motion_->report();
        report.field_error.reset();
        return report;
    }
}

void Simulation::set_origin(double time) {
    time_ = time_origin_ = time;
    steps_since_origin_ = 0;
}

}  // namespace coalesce
