#include "coalesce/flow/within_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "coalesce/flow/simulation.hpp"
#include "field/parallel.hpp"

namespace coalesce {

namespace {

/// Interpolates between two states; counts are still those of the earlier one.
Measurement between(const Measurement& before, const Measurement& after, double time, double share) {
    const auto mix = [share](double a, double b) { return a + share * (b - a); };
    Measurement now = before;
    now.time = time;
    now.energy = mix(before.energy, after.energy);
    now.alignment = mix(before.alignment, after.alignment);
    now.mean_speed = mix(before.mean_speed, after.mean_speed);
    now.max_speed = mix(before.max_speed, after.max_speed);
    now.drift = mix(before.drift, after.drift);
    now.dt = after.dt;
    return now;
}

void copy_positions(const Cloud& cloud, std::vector<float>& out) {
    out.resize(3 * cloud.size());
    for_each_token(cloud.size(), [&](std::size_t i) {
        const Vec3 x = cloud.token(i);
        for (std::size_t k = 0; k < 3; ++k) out[3 * i + k] = static_cast<float>(x[k]);
    });
}

}  // namespace

void go_between(std::span<const float> before, std::span<const float> after, float later, std::vector<float>& between) {
    between.assign(after.begin(), after.end());
    if (later >= 1) return;
    for (std::size_t i = 0; i < between.size(); i += 3) {
        float* x = &between[i];
        float square = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            x[k] = before[i + k] + later * (after[i + k] - before[i + k]);
            square += x[k] * x[k];
        }
        // Antipodes have no chord between them: the token jumps, as it did in the step.
        if (square < 1e-12f) {
            std::copy_n(&after[i], 3, x);
            continue;
        }
        for (std::size_t k = 0; k < 3; ++k) x[k] /= std::sqrt(square);
    }
}

void WithinStep::begin(Simulation& simulation, bool tokens) {
    kept_ = true;
    tokens_ = tokens;
    steps_ = simulation.steps();
    now_ = simulation.measure();
    clusters_ = simulation.clustering().clusters;
    if (!tokens) return;
    simulation.copy_tokens(positions_, speed_);
    identity_ = simulation.identities();
}

void WithinStep::begin(const Frame& frame) {
    kept_ = true;
    tokens_ = !frame.positions.empty();
    steps_ = frame.steps;
    now_ = frame.now;
    clusters_ = frame.clusters;
    if (!tokens_) return;
    positions_ = frame.positions;
    speed_ = frame.speed;
    identity_ = frame.identity;
}

void WithinStep::take_positions(std::vector<float> positions) {
    positions_ = std::move(positions);
    tokens_ = true;
    speed_.clear();
    identity_.clear();
}

bool WithinStep::holds(double time, const Simulation& simulation) const {
    return kept_ && simulation.steps() == steps_ + 1 && time > now_.time && time < simulation.time();
}

float WithinStep::share(double time, const Simulation& simulation) const {
    const double span = simulation.time() - now_.time;
    if (!kept_ || simulation.steps() != steps_ + 1 || !(span > 0)) return 1;
    return static_cast<float>(std::clamp((time - now_.time) / span, 0.0, 1.0));
}

void WithinStep::turn_back(Frame& frame, double time, const Simulation& simulation) const {
    const double share = (time - now_.time) / (frame.now.time - now_.time);
    const bool merged = std::any_of(frame.merges.begin(), frame.merges.end(),
                                    [&](const Merge& merge) { return merge.time > now_.time && merge.time <= time; });
    const int clusters = merged ? frame.now.clusters : now_.clusters;
    frame.now = between(now_, frame.now, time, share);
    frame.now.clusters = clusters;
    frame.time = time;
    frame.steps = steps_;
    if (!merged) frame.clusters = clusters_;
    if (simulation.acted_here()) return turn_back_hands(frame, time, simulation);
    if (!tokens_ || frame.positions.empty()) return;
    if (!merged && identity_.size() == frame.identity.size()) frame.identity = identity_;
    for (std::size_t i = 0; i < std::min(frame.speed.size(), speed_.size()); ++i)
        frame.speed[i] = std::lerp(speed_[i], frame.speed[i], static_cast<float>(share));
    if (simulation.scene().time.method == Method::adaptive) {
        copy_positions(simulation.state_at(time), frame.positions);
        return;
    }
    const std::vector<float> after = std::move(frame.positions);
    go_between(positions_, after, static_cast<float>(share), frame.positions);
}

/// Shows the tokens on which events acted at the end of the step: there they may be others.
void WithinStep::turn_back_hands(Frame& frame, double time, const Simulation& simulation) const {
    const double part = share(time, simulation);
    frame.now = now_;
    frame.now.time = time;
    frame.longitude = simulation.longitudes(true);
    frame.number = simulation.numbers(true);
    if (!tokens_ || frame.positions.empty()) return;
    const Cloud then = simulation.state_at(time);
    frame.mass.assign(then.masses().begin(), then.masses().end());
    frame.speed = speed_;
    frame.identity = identity_;
    copy_positions(then, frame.positions);
    if (simulation.scene().time.method == Method::adaptive || positions_.size() != frame.positions.size()) return;
    const std::vector<float> after = std::move(frame.positions);
    go_between(positions_, after, static_cast<float>(part), frame.positions);
}

void forget_future(Frame& frame) {
    const double now = frame.time;
    std::erase_if(frame.phases, [now](const Phase& phase) { return phase.from > now; });
    for (Phase& phase : frame.phases) phase.to = std::min(phase.to, now);
    std::erase_if(frame.merges, [now](const Merge& merge) { return merge.time > now; });
    std::erase_if(frame.lineage, [now](const Branch& branch) { return branch.born > now; });
    for (Branch& branch : frame.lineage) {
        std::erase_if(branch.mass, [now](const auto& row) { return row.first > now; });
        if (branch.alive() || branch.ended <= now) continue;
        branch.ended = std::numeric_limits<double>::infinity();
        branch.heir = -1;
    }
    frame.known_until = now;
}

}  // namespace coalesce
