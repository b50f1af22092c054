#include "flow/theory_watch.hpp"

#include <algorithm>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/mean_shift.hpp"

namespace coalesce {

using Clock = std::chrono::steady_clock;

void TheoryWatch::restart(Simulation& simulation) {
    theory_ = std::make_unique<TheoryMonitor>(simulation.scene(), simulation.observed_initial_cloud());
    next_ = {};
}

void TheoryWatch::compare(Frame& frame, Simulation& simulation, double model_since, bool playing) {
    const auto start = Clock::now();
    due_ = start < next_;
    if (!due_) {
        compare(simulation, model_since);
        const Clock::duration cost = Clock::now() - start, least = std::chrono::milliseconds(playing ? 250 : 50);
        next_ = start + std::max(least, (playing ? 10 : 2) * cost);
        due_ = theory_->lags();
    }
    frame.theory = comparisons_;
    frame.forecast = forecast_;
    frame.linked = linked_;
    frame.modes = modes_;
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
    comparisons_ = theory_->compare(state, patience);
    forecast_ = theory_->forecast(state);
    const double angle = default_linking_angle(scene.model.beta);
    linked_ = static_cast<int>(link_clusters(cloud, angle).clusters.size());
    modes_ = static_cast<int>(mean_shift(cloud, angle).modes.size());
}

}  // namespace coalesce
