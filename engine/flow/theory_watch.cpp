#include "flow/theory_watch.hpp"

#include <algorithm>
#include <utility>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/mean_shift.hpp"

namespace coalesce {

using Clock = std::chrono::steady_clock;

namespace {

constexpr Clock::duration pause_between = std::chrono::milliseconds(50);
constexpr Clock::duration pause_between_playing = std::chrono::milliseconds(250);

}  // namespace

void TheoryWatch::restart(Simulation& simulation) {
    theory_ = std::make_unique<TheoryMonitor>(simulation.scene(), simulation.observed_initial_cloud());
    next_ = {};
}

void TheoryWatch::take_over(Shown shown, Time now) {
    shown_ = std::move(shown);
    put_off(now);
}

TheoryWatch::Time TheoryWatch::put_off(Time now) {
    return next_ = std::max(next_, now + pause_between);
}

void TheoryWatch::compare(Frame& frame, Simulation& simulation, double model_since, bool playing) {
    const auto start = Clock::now();
    due_ = start < next_;
    if (!due_) {
        compare(simulation, model_since);
        const Clock::duration cost = Clock::now() - start, least = playing ? pause_between_playing : pause_between;
        next_ = start + std::max(least, (playing ? 10 : 2) * cost);
        due_ = theory_->lags();
    }
    frame.theory = shown_.comparisons;
    frame.forecast = shown_.forecast;
    frame.linked = shown_.linked;
    frame.modes = shown_.modes;
}

void TheoryWatch::compare(Simulation& simulation, double model_since) {
    constexpr double patience = 0.03;  // seconds
    const Scene& scene = simulation.scene();
    if (!theory_->is_about(scene.model, model_since))
        theory_->change(scene, simulation.observed_initial_cloud(), model_since);
    const Cloud& cloud = simulation.observed_cloud();
    const Clustering clusters = simulation.width_clustering();
    const TheoryMonitor::State state{
        simulation.time(),   cloud, clusters, simulation.measure().alignment, simulation.phases(), simulation.merges(),
        simulation.touched()};
    shown_.comparisons = theory_->compare(state, patience);
    shown_.forecast = theory_->forecast(state);
    const double angle = default_linking_angle(scene.model.beta);
    shown_.linked = static_cast<int>(link_clusters(cloud, angle).clusters.size());
    shown_.modes = static_cast<int>(mean_shift(cloud, angle).modes.size());
}

}  // namespace coalesce
