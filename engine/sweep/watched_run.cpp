#include "sweep/watched_run.hpp"

#include <algorithm>
#include <cmath>

#include "observe/theorem.hpp"

namespace coalesce {
namespace {

/// Tokens within this angle of one place, radians, are gathered: inner products of any two are then above 1 - 1e-3.
constexpr double gathered_within = 0.022;

constexpr double not_seen = std::numeric_limits<double>::quiet_NaN();

}  // namespace

WatchedRun::WatchedRun(const SceneDocument& document, Watch watch, StopToken stop)
    : document_(document), simulation_(document.scene, stop), watch_(watch) {
    simulation_.set_linking_angle(document.view.linking_angle);
    look();
}

void WatchedRun::take_steps(const std::optional<SweepStop>& stop) {
    const double until = document_.scene.time.until;
    while (simulation_.time() < until && !(stop && over(*stop))) {
        watch_.past ? simulation_.step_towards(until) : simulation_.step_unobserved_towards(until);
        // Phases, merges and clusters are those of observed states, so that a look costs nothing.
        if (simulation_.at_observed_step() || simulation_.acted_here() || simulation_.time() >= until) look();
    }
    simulation_.measure();
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double WatchedRun::time_of_clusters(int count) const {
    int most = 0;
    for (const auto& [time, clusters] : counts_) {
        if (clusters <= count && most > count) return time;
        most = std::max(most, clusters);
    }
    return not_seen;
}

double WatchedRun::time_of_phase(std::string_view name) {
    for (const Phase& phase : simulation_.phases())
        if (phase.name == name) return phase.from;
    return not_seen;
}

double WatchedRun::time_of_merge(std::size_t k) {
    const std::vector<Merge>& merges = simulation_.merges();
    return k <= merges.size() ? merges[k - 1].time : not_seen;
}

double WatchedRun::plateau(std::size_t k) {
    const double pairing = time_of_phase("pairing");
    double before = std::isnan(pairing) ? 0 : pairing;
    std::size_t seen = 0;
    for (const Merge& merge : simulation_.merges()) {
        if (merge.time < before) continue;
        if (++seen == k) return merge.time - before;
        before = merge.time;
    }
    return not_seen;
}

double WatchedRun::largest_mass() {
    double largest = 0;
    for (const Cluster& cluster : simulation_.clustering().clusters) largest = std::max(largest, cluster.mass);
    return largest;
}

double WatchedRun::heat_distance() {
    if (simulation_.touched()) return not_seen;
    const Clustering none;
    const TheoryMonitor::State state{simulation_.time(), simulation_.cloud(), none, 0, {}, {}, {}};
    return heat_theorem(document_.scene)->compare(state, 0).error;
}

void WatchedRun::look() {
    if (watch_.past) {
        const int clusters = simulation_.measure().clusters;
        most_ = std::max(most_, clusters);
        if (counts_.empty() || counts_.back().second != clusters) counts_.emplace_back(simulation_.time(), clusters);
    }
    if (watch_.gathering && std::isnan(gathered_) && is_gathered()) gathered_ = simulation_.time();
}

bool WatchedRun::is_gathered() const {
    const Cloud& cloud = simulation_.cloud();
    Vec3 sum{};
    for (std::size_t i = 0; i < cloud.size(); ++i) sum = add(sum, scaled(cloud.token(i), cloud.mass(i)));
    // The mean of tokens within an angle of one place is at least as long as its cosine.
    if (!(norm(sum) > std::cos(gathered_within))) return false;
    const Vec3 centre = normalised(sum);
    for (std::size_t i = 0; i < cloud.size(); ++i)
        if (!(angle_between(cloud.token(i), centre) <= gathered_within)) return false;
    return true;
}

bool WatchedRun::over(const SweepStop& stop) {
    switch (stop.of) {
        case SweepStop::Of::clusters:
            return counts_.back().second <= stop.count && most_ > stop.count;
        case SweepStop::Of::phase:
            return !std::isnan(time_of_phase(stop.phase));
        case SweepStop::Of::merges:
            return simulation_.merges().size() >= static_cast<std::size_t>(stop.count);
    }
    return false;
}

}  // namespace coalesce
