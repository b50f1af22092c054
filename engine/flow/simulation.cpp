#include "flow/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "field/parallel.hpp"
#include "field/token_math.hpp"
#include "flow/field_error.hpp"
#include "flow/simulation_parts.hpp"
#include "model/error.hpp"
#include "observe/cell_labels.hpp"
#include "observe/histogram.hpp"
#include "observe/token_sample.hpp"

namespace coalesce {

namespace {

Cloud draw_tokens(const Scene& scene) {
    return draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count),
                static_cast<std::uint64_t>(scene.tokens.seed));
}

/// A remaining time shorter than this part of a step is rounding and is not stepped over.
constexpr double negligible_part = 1e-9;

/// @param row_of_token  empty: row t is token t
std::vector<std::int32_t> rows_of(std::span<const std::uint32_t> tokens, std::span<const std::int32_t> row_of_token) {
    std::vector<std::int32_t> rows(tokens.begin(), tokens.end());
    if (!row_of_token.empty())
        for (std::int32_t& row : rows) row = row_of_token[static_cast<std::size_t>(row)];
    return rows;
}

/// Largest time.until. Doubling steps reach it after a thousand steps and stop there.
constexpr double end_of_time = 1e300;

/// From this count sorting saves more than copies in token order cost.
constexpr std::size_t least_sorted = 20000;

}  // namespace

Simulation::Simulation(Scene scene, StopToken stop)
    : scene_(std::move(scene)),
      solver_(make_solver(scene_.solver)),
      integrator_(make_integrator(scene_, scene_.time.method)),
      observers_(phase_rules(scene_)),
      stop_(stop),
      last_step_(scene_.time.dt) {
    solver_->set_stop(stop);
    space_ = coalesce::leading_space(scene_.model);
    Cloud tokens = draw_tokens(scene_);
    count_ = tokens.size();
    sample_ = sample_tokens(count_, most_observed);
    // The file may have changed when its tokens are wanted again: a copy is kept.
    if (samples_tokens() && std::holds_alternative<FileLaw>(scene_.tokens.law)) read_ = tokens;
    initial_ = samples_tokens() ? sampled_cloud(tokens, rows_of(sample_, {})) : tokens;
    start(std::move(tokens));
}

Simulation::~Simulation() = default;

void Simulation::start(Cloud tokens) {
    order_ = {};
    flow_ = make_flow(scene_, tokens, stop_);
    rest_.reset();
    rows_ = flow_ ? Cloud() : std::move(tokens);
    state_changed();
    rows_fresh_ = true;
    move_to_device();
}

Cloud Simulation::initial_cloud() const {
    if (!samples_tokens()) return initial_;
    return read_.size() > 0 ? read_ : draw_tokens(scene_);
}

const Cloud& Simulation::cloud() const {
    if (!flow_ && order_.plain()) return rows();
    if (!cloud_fresh_) cloud_ = flow_ ? flow_->lumps().expanded() : order_.in_token_order(rows());
    cloud_fresh_ = true;
    return cloud_;
}

const Cloud& Simulation::observed_cloud() const {
    if (!samples_tokens()) return cloud();
    if (!observed_fresh_ && device_ && !rows_fresh_) {
        observed_.shape_like(initial_);
        device_->download(sample_, observed_);
    } else if (!observed_fresh_) {
        sample_cloud(live_cloud(), rows_of(sample_, live_rows()), observed_);
    }
    observed_fresh_ = true;
    return observed_;
}

void Simulation::step() {
    if (flow_) return step_towards(end_of_time);
    step_fixed(scene_.time.dt);
    ++steps_since_origin_;
    // A product, not a running sum: after 10^6 steps of 0.01 the time is 10^4 to the last digit.
    time_ = time_origin_ + static_cast<double>(steps_since_origin_) * scene_.time.dt;
}

void Simulation::step_unobserved() {
    observation_due_ = false;
    step();
}

void Simulation::step(double dt) {
    if (flow_) return advance_to(time_ + dt);
    step_fixed(dt);
    set_origin(time_ + dt);
}

void Simulation::step_fixed(double dt) {
    if (device_) return step_on_device(dt);
    observers();
    live_field();
    state_changed();  // also if the step fails: it overwrites the field's memory
    try {
        integrator_->step(rows_, scene_.model, *solver_, dt, steps_, field_, order_.token_of_row());
    } catch (const Stopped&) {
        solver_->restore(solver_before_.get());
        throw;
    }
    step_taken(dt);
    // A small cloud fits the cache in any order, and is read more often than stepped.
    if (const auto keys = solver_->scattered_keys(); count_ >= least_sorted && !keys.empty())
        order_.sort(rows_, keys, field_.attention.values);
}

void Simulation::step_taken(double dt) {
    ++steps_;
    last_step_ = dt;
    observation_due_ = at_observed_step();
}

void Simulation::step_towards(double time) {
    if (!(time > time_)) return;
    const double rest = time - time_;
    if (!flow_) {
        const double dt = scene_.time.dt;
        rest > (1 + negligible_part) * dt ? step() : advance_to(time);
        return;
    }
    observers();
    step_taken(flow_->step(rest));
    const double from = time_;
    set_origin(last_step_ == rest ? time : time_ + last_step_);
    state_changed();
    if (!rest_ && flow_->rest()) rest_ = Rest{time_, flow_->rest()->distance, flow_->rest()->rate};
    observe_within_step(from);
}

/// Observes merges of groups within the last step, at their moments by the step's dense output.
void Simulation::observe_within_step(double from) {
    if (live_tokens() > few_tokens) return;
    const auto groups_at = [&](double part) {
        return group_lumps(flow_->lumps_at(part), flow_->label_then()).clustering;
    };
    const std::size_t end = groups_at(1).clusters.size();
    double before = 0;
    for (std::size_t count = groups_at(0).clusters.size(); count > end;) {
        double part = 1;
        while (part - before > 1e-9) {
            const double middle = (before + part) / 2;
            (groups_at(middle).clusters.size() < count ? part : before) = middle;
        }
        if (part >= 1) return;
        const Clustering groups = groups_at(part);
        Clustering clusters = flow_->expanded_then(groups);
        observers_.clusters.track(clusters);
        const double time = from + part * (time_ - from);
        observers_.merges.observe(time, clusters, group_reach(scene_.model.beta));
        observers_.lineage.observe(time, clusters);
        count = groups.clusters.size();
        before = part;
    }
}

void Simulation::advance_to(double time) {
    if (flow_) {
        while (time_ < time) step_towards(time);
        return;
    }
    const double dt = scene_.time.dt;
    const double whole = std::floor((time - time_) / dt + negligible_part);
    for (double k = 0; k < whole; ++k) step();
    if (time - time_ > negligible_part * dt) step(time - time_);
    if (std::abs(time - time_) <= negligible_part * dt) {
        time_ = time;
        measurement_fresh_ = phases_fresh_ = false;
    }
}

void Simulation::set_stop(StopToken stop) {
    stop_ = stop;
    solver_->set_stop(stop);
    if (flow_) flow_->set_stop(stop);
}

Cloud Simulation::state_at(double time) const {
    if (!flow_ || !(last_step_ > 0)) return cloud();
    return flow_->tokens_at(1 - (time_ - time) / last_step_);
}

void Simulation::reset() {
    solver_ = make_solver(scene_.solver);
    solver_->set_stop(stop_);
    steps_ = 0;
    last_step_ = scene_.time.dt;
    set_origin(0);
    observers_ = Observers(phase_rules(scene_));
    observation_due_ = true;
    start(initial_cloud());
}

void Simulation::set_linking_angle(double angle) {
    if (angle != linking_angle_) observers_.user_clusters = observers_.clusters;
    linking_angle_ = angle;
    clustering_fresh_ = measurement_fresh_ = false;
}

const Field& Simulation::live_field() {
    if (flow_) return flow_->field();
    if (!field_fresh_) {
        solver_before_ = solver_->save();
        device_ ? device_->field(scene_.model, field_) : solver_->evaluate(rows_, scene_.model, field_);
    }
    field_fresh_ = true;
    return field_;
}

const Vectors& Simulation::live_velocity() {
    if (flow_) return flow_->velocity();
    if (!velocity_fresh_) velocities(rows(), scene_.model, live_field(), velocity_);
    velocity_fresh_ = true;
    return velocity_;
}

const Field& Simulation::field() {
    const Field& live = live_field();
    if (live_rows().empty()) return live;
    if (!token_field_fresh_) at_rows(live_rows(), live, token_field_);
    token_field_fresh_ = true;
    return token_field_;
}

const Vectors& Simulation::velocity() {
    const Vectors& live = live_velocity();
    if (live_rows().empty()) return live;
    if (!token_velocity_fresh_) at_rows(live_rows(), live, token_velocity_);
    token_velocity_fresh_ = true;
    return token_velocity_;
}

/// Links the observed tokens, or in adaptive time the lumps (`live`), and expands the clusters to tokens.
Clustering Simulation::link_tokens(double angle, Clustering& live) const {
    live = link_clusters(flow_ ? live_cloud() : observed_cloud(), angle);
    return flow_ ? flow_->lumps().expanded(live) : live;
}

/// Groups lumps; those that were apart stay so, by the former cluster of each lump's first token.
/// @param label  N, lump of every token
Groups Simulation::group_lumps(const Cloud& lumps, std::span<const std::int32_t> label) const {
    const std::span<const std::int32_t> former = observers_.clusters.labels();
    std::vector<std::int32_t> of_lumps(former.empty() ? 0 : lumps.size());
    for (std::size_t t = former.size(); t-- > 0;) of_lumps[static_cast<std::size_t>(label[t])] = former[t];
    return find_groups(lumps, scene_.model.beta, grain_of(initial_), of_lumps);
}

/// Groups instead of linking; results as link_tokens.
Clustering Simulation::group_tokens(Clustering& live, double& crowding) const {
    Groups groups =
        flow_ ? group_lumps(live_cloud(), flow_->lumps().label())
              : find_groups(observed_cloud(), scene_.model.beta, grain_of(initial_), observers_.clusters.labels());
    crowding = groups.crowding;
    live = std::move(groups.clustering);
    return flow_ ? flow_->lumps().expanded(live) : live;
}

std::vector<std::int32_t> Simulation::labels() {
    const Clustering& linked = clustering();
    if (linked.label.size() == count_) return linked.label;
    const CellLabels cells(observed_cloud(), linked.label, linked_at());
    std::vector<std::int32_t> of_rows = cells.of(live_cloud());
    if (live_rows().empty()) return of_rows;
    std::vector<std::int32_t> label(count_);
    for_each_token(
        count_, [&](std::size_t row) { label[static_cast<std::size_t>(order_.token_of_row()[row])] = of_rows[row]; });
    return label;
}

std::vector<std::int32_t> Simulation::identities() {
    std::vector<std::int32_t> identity = labels();
    const std::vector<Cluster>& clusters = clustering().clusters;
    for_each_token(identity.size(),
                   [&](std::size_t i) { identity[i] = clusters[static_cast<std::size_t>(identity[i])].identity; });
    return identity;
}

bool Simulation::links_at_width() const {
    return linking_angle_ <= 0;
}

void Simulation::copy_tokens(std::vector<float>& positions, std::vector<float>& speed) {
    if (device_) return device_->copy_tokens(scene_.model, positions, speed);
    const Cloud& live = live_cloud();
    const Field& field = live_field();
    positions.resize(3 * count_);
    speed.resize(count_);
    const auto copy = [&](std::size_t row, std::size_t token) {
        const Vec3 x = live.token(row);
        for (std::size_t k = 0; k < 3; ++k) positions[3 * token + k] = static_cast<float>(x[k]);
        const Vec3 v = flow_ ? flow_->velocity().at(row) : velocity_of(x, scene_.model.V, field.attention.at(row));
        speed[token] = static_cast<float>(norm(v));
    };
    if (flow_)
        for_each_token(count_, [&](std::size_t t) { copy(static_cast<std::size_t>(live_rows()[t]), t); });
    else if (order_.plain())
        for_each_token(count_, [&](std::size_t t) { copy(t, t); });
    else  // writes jump, but reads, three times as many, stream
        for_each_token(count_, [&](std::size_t i) { copy(i, static_cast<std::size_t>(order_.token_of_row()[i])); });
}

void Simulation::copy_masses(std::vector<float>& masses) const {
    if (!flow_ && !rows_.weighted()) return masses.clear();
    const std::span<const double> own = device_ ? rows_.masses() : cloud().masses();
    masses.assign(own.begin(), own.end());
}

double Simulation::linked_at() const {
    return links_at_width() ? group_reach(scene_.model.beta) : linking_angle_;
}

/// Groups, or links at the user's angle; identities continue from the last observed state.
const Clustering& Simulation::linked() {
    if (clustering_fresh_) return clustering_;
    clustering_ =
        links_at_width() ? group_tokens(live_clustering_, crowding_) : link_tokens(linked_at(), live_clustering_);
    ClusterTracker& tracker = links_at_width() ? observers_.clusters : observers_.user_clusters;
    if (observation_due_) {
        tracker.track(clustering_);
    } else {
        ClusterTracker passing = tracker;
        passing.track(clustering_);
    }
    clustering_fresh_ = true;
    return clustering_;
}

const Clustering& Simulation::clustering() {
    observers();
    return linked();
}

/// Takes speeds of lumps from differences: sums of attention cannot tell speeds of the pairing phase from 0.
StateSums Simulation::sums_of_lumps() const {
    const Cloud& lumps = live_cloud();
    StateSums sums;
    sums.energy = energy(lumps, scene_.model, flow_->field());
    sums.drift = drift_from_sphere(lumps);
    for (std::size_t i = 0; i < lumps.size(); ++i) {
        const double speed = norm(flow_->velocity().at(i)), mass = lumps.mass(i);
        sums.mean_speed += mass * speed;
        sums.max_speed = std::max(sums.max_speed, speed);
        sums.alignment += mass * angle_to(space_, lumps.token(i));
    }
    return sums;
}

const Measurement& Simulation::measure() {
    if (measurement_fresh_) return measurement_;
    const StateSums sums = flow_     ? sums_of_lumps()
                           : device_ ? device_->sums(scene_.model, space_)
                                     : measure_tokens(rows_, scene_.model, live_field(), space_);
    Measurement now;
    now.time = time_;
    now.dt = last_step_;
    now.energy = sums.energy;
    now.clusters = static_cast<int>(counted(linked().clusters));
    now.drift = sums.drift;
    now.mean_speed = sums.mean_speed;
    now.max_speed = sums.max_speed;
    now.alignment = sums.alignment;
    if (observation_due_) observe(now.alignment, now.mean_speed);
    measurement_ = now;
    measurement_fresh_ = true;
    return measurement_;
}

const Simulation::Observers& Simulation::observers() {
    try {
        if (observation_due_) measure();
    } catch (const Stopped&) {
        // The present state is observed later; earlier observations stay.
    }
    return observers_;
}

const std::vector<Phase>& Simulation::phases() {
    const Observers& observed = observers();
    if (phases_fresh_) return phases_;
    phases_ = observed.phases.phases();
    if (!phases_.empty()) phases_.back().to = std::max(phases_.back().to, time_);
    phases_fresh_ = true;
    return phases_;
}

/// Within the circle E_max, uses angles along it alone, so that the remaining distance to it does not count as spread.
double Simulation::spread_in_leading_space(const Clustering& live) const {
    const PhaseRules& rules = observers_.phases.rules();
    if (!rules.has_heat() && !rules.pairs()) return std::numeric_limits<double>::infinity();  // no rule uses it
    const Cloud& cloud = flow_ ? live_cloud() : observed_cloud();
    if (space_.kind != LeadingSpace::Kind::circle) return spread_within(cloud, live);
    return spread_within_circle(plane_angles(cloud, space_), cloud.masses(), group_reach(scene_.model.beta));
}

/// Phases, merges and lineage use groups, whatever angle the user links at.
void Simulation::observe(double residual, double mean_speed) {
    const bool same = links_at_width();
    Clustering own, own_live;
    if (!same) {
        own = group_tokens(own_live, crowding_);
        observers_.clusters.track(own);
    }
    const Clustering& clusters = same ? clustering_ : own;
    observers_.phases.observe({time_, residual, spread_in_leading_space(same ? live_clustering_ : own_live), crowding_,
                               mean_speed, counted(clusters.clusters)});
    observers_.merges.observe(time_, clusters, group_reach(scene_.model.beta));
    observers_.lineage.observe(time_, clusters);
    observation_due_ = phases_fresh_ = false;
}

Clustering Simulation::width_clustering() {
    if (links_at_width()) return clustering();
    Clustering live;
    double crowding = 0;
    return group_tokens(live, crowding);
}

SolverReport Simulation::report(ErrorSearch search) {
    try {
        return measured_report(search);
    } catch (const Stopped&) {
        SolverReport report = flow_ ? flow_->report() : device_ ? device_->report() : solver_->report();
        if (!device_) report.backend_reason = device_reason_;
        report.field_error.reset();
        return report;
    }
}

SolverReport Simulation::measured_report(ErrorSearch search) {
    const bool many = live_tokens() > most_observed, quick = search == ErrorSearch::quick;
    if (device_ && many && quick) return device_->report();
    const Field& present = live_field();
    SolverReport report = flow_ ? flow_->report() : device_ ? device_->report() : solver_->report();
    if (!device_) report.backend_reason = device_reason_;
    if (quick && many && report.field_error) return report;
    const Cloud& cloud = live_cloud();
    const ErrorQuestion question{.cloud = cloud,
                                 .model = scene_.model,
                                 .field = present,
                                 .velocity = flow_ ? &flow_->velocity() : nullptr,
                                 .exact = report.method == Solver::direct && report.precision == Precision::double_,
                                 .pairs = quick ? quick_pairs : thorough_pairs,
                                 .stop = stop_};
    const FieldError found = measured_field_error(question, [&] {
        if (quick || device_) return solver_->FieldSolver::suspicion(cloud, scene_.model, present);
        return flow_ ? flow_->suspicion() : solver_->suspicion(cloud, scene_.model, present);
    });
    // The device measures its mesh on tokens of its own choice: the larger error is reported.
    const double of_device = device_ && report.field_error ? *report.field_error : 0;
    report.error_tokens = found.tokens;
    report.field_error.reset();
    if (const double largest = std::max(found.largest, of_device); largest != 0) report.field_error = largest;
    return report;
}

void Simulation::set_origin(double time) {
    time_ = time_origin_ = time;
    steps_since_origin_ = 0;
}

void Simulation::state_changed() {
    cloud_fresh_ = observed_fresh_ = false;
    field_fresh_ = token_field_fresh_ = velocity_fresh_ = token_velocity_fresh_ = false;
    measurement_fresh_ = clustering_fresh_ = phases_fresh_ = false;
    rows_fresh_ = !device_;
}

}  // namespace coalesce
