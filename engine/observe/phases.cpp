#include "observe/phases.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace coalesce {

namespace {

constexpr double lightest_cluster = 0.01;

std::string with_number(const char* format, double value) {
    char text[160];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// Clusters of significant mass among those that `clusters` index, the nearest pair merged first; appends one entry a
/// merge.
void merge_all(std::vector<Cluster> parts, double time, std::vector<Merge>& merges) {
    while (parts.size() > 1) {
        std::size_t a = 0, b = 1;
        for (std::size_t i = 0; i < parts.size(); ++i)
            for (std::size_t j = i + 1; j < parts.size(); ++j)
                if (dot(parts[i].centre, parts[j].centre) > dot(parts[a].centre, parts[b].centre)) {
                    a = i;
                    b = j;
                }
        const Cluster &p = parts[a], &q = parts[b];
        merges.push_back(
            {time, {std::max(p.mass, q.mass), std::min(p.mass, q.mass)}, angle_between(p.centre, q.centre)});
        Cluster both;
        both.centre = normalised(add(scaled(p.centre, p.mass), scaled(q.centre, q.mass)));
        both.mass = p.mass + q.mass;
        parts[a] = both;
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(b));
    }
}

}  // namespace

double spread_within(const Cloud& cloud, const Clustering& clustering) {
    // Blocks are added up in order, whatever the number of threads.
    constexpr std::size_t block = 4096;
    std::vector<double> part((cloud.size() + block - 1) / block, 0.0);
    oneapi::tbb::parallel_for(std::size_t{0}, part.size(), [&](std::size_t k) {
        for (std::size_t i = k * block; i < std::min((k + 1) * block, cloud.size()); ++i) {
            const Cluster& own = clustering.clusters[static_cast<std::size_t>(clustering.label[i])];
            if (own.tokens == 1) continue;
            const double angle = own.centre == Vec3{} ? own.radius : angle_between(cloud.token(i), own.centre);
            part[k] += cloud.mass(i) * angle * angle;
        }
    });
    return std::sqrt(std::accumulate(part.begin(), part.end(), 0.0));
}

/// Bounds are parts of the kernel's width 1/sqrt(β), below which tokens do not tell places apart: a fifth of it, where
/// the kernel differs from 1 by 2 %, and a tenth. Neither is more than what the eye takes for a plane or a point. The
/// window over which alignment must go on is five times the time in which A = V K^T Q moves a token by a radian.
PhaseTracker::PhaseTracker(const Model& model)
    : residual_bound_(std::min(0.1, 0.2 / std::sqrt(model.beta))),
      spread_bound_(std::min(0.05, 0.1 / std::sqrt(model.beta))),
      window_(5 / spectral_norm(model.V)) {}

void PhaseTracker::restart(const Model& model) {
    std::vector<Phase> past = std::move(phases_);
    std::erase_if(past, [](const Phase& phase) { return phase.from == phase.to; });
    *this = PhaseTracker(model);
    phases_ = std::move(past);
}

/// Where the limit set of a finite β is not E_max, the residual stops falling above the bound: alignment is over too.
bool PhaseTracker::aligned(double time, double residual) {
    if (!(residual > residual_bound_)) return true;
    if (!started_) {
        window_start_ = time;
        window_residual_ = residual;
    }
    if (time - window_start_ < window_) return false;
    const bool stalled = residual > 0.99 * window_residual_;
    window_start_ = time;
    window_residual_ = residual;
    return stalled;
}

void PhaseTracker::enter(Stage stage, double time) {
    stage_ = stage;
    Phase phase;
    phase.from = phase.to = time;
    switch (stage) {
        case Stage::alignment:
            phase.name = "alignment";
            phase.criterion = with_number("the mean angle to E_max is falling and above %.3g rad", residual_bound_);
            break;
        case Stage::heat:
            phase.name = "heat";
            phase.criterion = with_number(
                "aligned; tokens are spread by more than %.3g rad about the centres of their clusters", spread_bound_);
            break;
        case Stage::pairing:
            phase.name = "pairing";
            phase.criterion = with_number(
                "every cluster is narrower than %.3g rad; what moves is clusters among each other", spread_bound_);
            break;
    }
    phases_.push_back(std::move(phase));
}

void PhaseTracker::observe(double time, double residual, double spread) {
    if (!phases_.empty()) phases_.back().to = std::max(phases_.back().to, time);
    Stage stage = stage_;
    if (stage == Stage::alignment && aligned(time, residual)) stage = Stage::heat;
    if (stage == Stage::heat && spread <= spread_bound_) stage = Stage::pairing;
    if (!started_ || stage != stage_) enter(stage, time);
    started_ = true;
}

void MergeTracker::observe(double time, const Clustering& clustering) {
    if (former_.label.size() == clustering.label.size() && clustering.clusters.size() < former_.clusters.size()) {
        std::vector<std::vector<Cluster>> parts(clustering.clusters.size());
        std::vector<bool> seen(former_.clusters.size(), false);
        for (std::size_t i = 0; i < clustering.label.size(); ++i) {
            const auto old = static_cast<std::size_t>(former_.label[i]);
            if (seen[old]) continue;
            seen[old] = true;
            const Cluster& cluster = former_.clusters[old];
            if (cluster.mass >= lightest_cluster)
                parts[static_cast<std::size_t>(clustering.label[i])].push_back(cluster);
        }
        for (std::vector<Cluster>& group : parts) merge_all(std::move(group), time, merges_);
    }
    former_ = clustering;
}

}  // namespace coalesce
