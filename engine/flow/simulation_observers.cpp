#include <algorithm>
#include <limits>
#include <utility>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/histogram.hpp"
#include "flow/motion.hpp"

// Observation of a run: measurements and clusters of the present state, and what goes on from state to state.
namespace coalesce {

void Simulation::set_linking_angle(double angle) {
    if (angle != linking_angle_) observers_.user_clusters = observers_.clusters;
    linking_angle_ = angle;
    linked_.forget();
    measurement_.forget();
}

double Simulation::linked_at() const {
    return links_at_width() ? group_reach(scene_.model.beta) : linking_angle_;
}

Simulation::Points Simulation::points() const {
    if (const Lumps* lumps = motion_->lumps()) return {lumps->cloud(), lumps->label()};
    return {observed_cloud(), {}};
}

namespace {

Clustering of_tokens(const Clustering& points, std::span<const std::int32_t> of_token) {
    return of_token.empty() ? points : expanded(points, of_token);
}

}  // namespace

/// Links tokens at the user's angle.
Simulation::Linked Simulation::link_tokens() const {
    const Points here = points();
    Linked linked;
    linked.points = link_clusters(here.cloud, linked_at());
    linked.tokens = of_tokens(linked.points, here.of_token);
    return linked;
}

/// Groups points; those that were apart stay so, by the former cluster of each point's first token.
Groups Simulation::group_points(const Points& points) const {
    std::span<const std::int32_t> former = observers_.clusters.labels();
    std::vector<std::int32_t> of_points;
    if (!former.empty() && !points.of_token.empty()) {
        of_points.resize(points.cloud.size());
        for (std::size_t t = former.size(); t-- > 0;)
            of_points[static_cast<std::size_t>(points.of_token[t])] = former[t];
        former = of_points;
    }
    return find_groups(points.cloud, scene_.model.beta, grain_, former);
}

Simulation::Linked Simulation::group_tokens() const {
    const Points here = points();
    Groups groups = group_points(here);
    Linked linked;
    linked.points = std::move(groups.clustering);
    linked.tokens = of_tokens(linked.points, here.of_token);
    linked.crowding = groups.crowding;
    return linked;
}

/// Groups, or links at the user's angle; identities continue from the last observed state.
const Simulation::Linked& Simulation::linked() {
    return linked_.at(revision_, [this](Linked& linked) {
        linked = links_at_width() ? group_tokens() : link_tokens();
        ClusterTracker& tracker = links_at_width() ? observers_.clusters : observers_.user_clusters;
        if (observation_due_) {
            tracker.track(linked.tokens);
        } else {
            ClusterTracker passing = tracker;
            passing.track(linked.tokens);
        }
    });
}

const Clustering& Simulation::clustering() {
    observers();
    return linked().tokens;
}

Clustering Simulation::width_clustering() {
    return links_at_width() ? clustering() : group_tokens().tokens;
}

const Measurement& Simulation::measure() {
    return measurement_.at(revision_, [this](Measurement& now) {
        const StateSums sums = motion_->sums(space_);
        now = {};
        now.time = time_;
        now.dt = last_step_;
        now.energy = sums.energy;
        now.clusters = static_cast<int>(counted(linked().tokens.clusters));
        now.drift = sums.drift;
        now.mean_speed = sums.mean_speed;
        now.max_speed = sums.max_speed;
        now.alignment = sums.alignment;
        if (observation_due_) observe(now.alignment, now.mean_speed);
    });
}

const Simulation::Observers& Simulation::observers() {
    try {
        if (observation_due_) measure();
    } catch (const Stopped&) {
        // The present state is observed later; earlier observations stay.
    }
    return observers_;
}

/// Makes the last observation under a model before it is replaced; skips it if the field cannot be computed.
void Simulation::observe_if_possible() {
    try {
        observers();
    } catch (const std::exception&) {
        observation_due_ = false;
    }
}

const std::vector<Phase>& Simulation::phases() {
    const Observers& observed = observers();
    return phases_.at(revision_, [&](std::vector<Phase>& phases) {
        phases = observed.phases.phases();
        if (!phases.empty()) phases.back().to = std::max(phases.back().to, time_);
    });
}

/// Within the circle E_max, uses angles along it alone, so that the remaining distance to it does not count as spread.
/// @param clusters  of points
double Simulation::spread_in_leading_space(const Clustering& clusters) const {
    const PhaseRules& rules = observers_.phases.rules();
    if (!rules.has_heat() && !rules.pairs()) return std::numeric_limits<double>::infinity();  // no rule uses it
    const Cloud& cloud = points().cloud;
    if (space_.kind != LeadingSpace::Kind::circle) return spread_within(cloud, clusters);
    return spread_within_circle(plane_angles(cloud, space_), cloud.masses(), group_reach(scene_.model.beta));
}

/// Phases, merges and lineage use groups, whatever angle the user links at.
void Simulation::observe(double residual, double mean_speed) {
    Linked own;
    if (!links_at_width()) {
        own = group_tokens();
        observers_.clusters.track(own.tokens);
    }
    const Linked& groups = links_at_width() ? linked() : own;
    observers_.phases.observe({time_, residual, spread_in_leading_space(groups.points), groups.crowding, mean_speed,
                               counted(groups.tokens.clusters)});
    observers_.merges.observe(time_, groups.tokens, group_reach(scene_.model.beta));
    observers_.lineage.observe(time_, groups.tokens);
    observation_due_ = false;
    phases_.forget();
}

/// Observes merges of groups within the last step, at their moments by the step's dense output.
void Simulation::observe_within_step(double from) {
    if (!observing_ || !motion_->dense() || live_tokens() > few_tokens) return;
    const std::span<const std::int32_t> label = motion_->row_of_token_then();
    const auto groups_at = [&](double part) {
        const Cloud rows = motion_->rows_at(part);
        return group_points({rows, label}).clustering;
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
        Clustering clusters = expanded(groups, label);
        observers_.clusters.track(clusters);
        const double time = from + part * (time_ - from);
        observers_.merges.observe(time, clusters, group_reach(scene_.model.beta));
        observers_.lineage.observe(time, clusters);
        count = groups.clusters.size();
        before = part;
    }
}

std::size_t Simulation::Observers::bytes() const {
    return clusters.bytes() + user_clusters.bytes() + merges.bytes() + lineage.bytes() +
           phases.phases().size() * sizeof(Phase);
}

}  // namespace coalesce
