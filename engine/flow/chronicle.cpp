#include "flow/chronicle.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace coalesce {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A time that misses a whole step by less than this part of it means that step.
constexpr double negligible_part = 1e-6;

}  // namespace

Chronicle::Chronicle(Scene scene, Keyframes keyframes)
    : simulation_(std::move(scene)), keyframes_(std::move(keyframes)) {
    start();
}

void Chronicle::start() {
    known_until_ = 0;
    observed_.clear();
    epochs_.assign(1, epoch_of(simulation_.scene(), 0));
    epoch_ = 0;
    target_.reset();
    before_edit_.reset();
    simulation_.set_observing(true);
    keyframes_.start(simulation_.despite_device([&] { return simulation_.save(); }));
}

void Chronicle::reset(bool keep) {
    const Epoch last = epochs_.back();
    if (keep) {
        before_reset_ = Run{simulation_.despite_device([&] { return simulation_.save(); }),
                            std::move(keyframes_),
                            known_until_,
                            std::move(observed_),
                            std::move(epochs_),
                            epoch_,
                            std::move(phases_),
                            std::move(merges_),
                            std::move(lineage_)};
        keyframes_ = before_reset_->keyframes.none();
    }
    simulation_.change(last.model, last.time, last.solver);
    simulation_.reset();
    start();
}

bool Chronicle::undo_reset() {
    if (!before_reset_) return false;
    Run run = std::move(*before_reset_);
    before_reset_.reset();
    simulation_.restore(run.state);
    keyframes_ = std::move(run.keyframes);
    known_until_ = run.known_until;
    observed_ = std::move(run.observed);
    epochs_ = std::move(run.epochs);
    epoch_ = run.epoch;
    phases_ = std::move(run.phases);
    merges_ = std::move(run.merges);
    lineage_ = std::move(run.lineage);
    target_.reset();
    before_edit_.reset();
    return true;
}

void Chronicle::step_towards(double time) {
    const bool known = !at_frontier();
    if (known && epoch_ + 1 < epochs_.size()) time = std::min(time, epochs_[epoch_ + 1].from);
    const auto start = Clock::now();
    if (adaptive())
        simulation_.step_towards(time);
    else
        simulation_.step();
    if (simulation_.time() <= known_until_) return repeat();
    known_until_ = simulation_.time();
    simulation_.set_observing(true);
    if (!known) keyframes_.count(seconds_since(start));
    if (keyframes_.due()) keyframes_.keep(simulation_.save());
}

bool Chronicle::was_observed(double time) const {
    return std::binary_search(observed_.begin(), observed_.end(), time);
}

/// Does at the present, known time what was done there first.
void Chronicle::repeat() {
    const double now = simulation_.time();
    const bool observed = was_observed(now);
    simulation_.set_observing(observed);
    if (observed) simulation_.measure();
    while (epoch_ + 1 < epochs_.size() && epochs_[epoch_ + 1].from <= now) {
        const Epoch& next = epochs_[++epoch_];
        simulation_.change(next.model, next.time, next.solver);
        if (observed) simulation_.measure();
    }
}

/// False where the present model has no field here, so that there is nothing to observe.
bool Chronicle::observe_here() {
    try {
        simulation_.set_observing(true);
        simulation_.measure();
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

/// An edit at the time of the last one replaces it: a dragged slider is one edit, seen from where it began.
bool Chronicle::edit(const Scene& scene) {
    Epoch& last = epochs_.back();
    TimeSpec paced = last.time;
    paced.until = scene.time.until;
    paced.axis = scene.time.axis;
    if (scene.model == last.model && scene.time == paced && scene.solver == last.solver) {
        last.time = scene.time;
        if (epoch_ + 1 == epochs_.size()) simulation_.change(scene.model, scene.time, scene.solver);
        return false;
    }
    const Simulation::State former = simulation_.save();
    const bool again = before_edit_ && before_edit_->time() == former.time() && before_edit_->steps() == former.steps();
    bool observed = true;
    try {
        if (again)
            simulation_.restore(*before_edit_);
        else
            observed = observe_here();
        Simulation::State before = again ? *before_edit_ : simulation_.save();
        simulation_.set_observing(true);
        simulation_.change(scene.model, scene.time, scene.solver);
        simulation_.field();
        before_edit_ = std::move(before);
    } catch (...) {
        simulation_.restore(former);
        throw;
    }
    cut_here();
    epochs_.push_back(epoch_of(scene, simulation_.time()));
    epoch_ = epochs_.size() - 1;
    if (observed && !was_observed(simulation_.time())) observed_.push_back(simulation_.time());
    return true;
}

void Chronicle::cut_here() {
    const double now = simulation_.time();
    // Steps of another kind are no longer repeated bit by bit from before here.
    const bool was_adaptive = before_edit_->adaptive();
    known_until_ = now;
    keyframes_.cut(now);
    if (was_adaptive && keyframes_.before(now).time() < now) keyframes_.keep(*before_edit_);
    observed_.erase(std::upper_bound(observed_.begin(), observed_.end(), now), observed_.end());
    while (epochs_.size() > 1 && epochs_.back().from >= now) epochs_.pop_back();
}

double Chronicle::slack() const {
    return adaptive() ? 0 : negligible_part * simulation_.scene().time.dt;
}

bool Chronicle::arrived() const {
    if (adaptive()) return simulation_.time() >= *target_;
    return simulation_.time() + simulation_.scene().time.dt > *target_ + slack();
}

void Chronicle::seek(double time) {
    if (at_frontier()) {
        phases_ = simulation_.phases();
        merges_ = simulation_.merges();
        lineage_ = simulation_.lineage();
    }
    target_ = time > 0 ? std::min(time, known_until_) : 0;
    const Simulation::State& from = keyframes_.before(*target_ + slack());
    const double now = simulation_.time();
    const bool on_the_way = now <= *target_ + slack() && now >= from.time();
    if (!on_the_way) {
        simulation_.restore(from);
        const auto later = std::find_if(epochs_.begin() + 1, epochs_.end(),
                                        [&](const Epoch& epoch) { return epoch.from >= from.time(); });
        epoch_ = static_cast<std::size_t>(later - epochs_.begin()) - 1;
        repeat();
    }
    if (arrived()) target_.reset();
}

void Chronicle::seek_on() {
    step_towards(*target_);
    if (arrived()) target_.reset();
}

double Chronicle::model_since() const {
    std::size_t first = epoch_;
    while (first > 0 && epochs_[first - 1].model == epochs_[epoch_].model) --first;
    return epochs_[first].from;
}

void Chronicle::fill(Frame& frame, int histogram_bins, const Histogram* inner_products, WantedDensities densities,
                     bool in_buffer) {
    const double now = simulation_.time();
    simulation_.set_observing(at_frontier() || was_observed(now));
    // The field that is seen is the one that the next step begins with: going there again takes that time too.
    const auto start = Clock::now();
    simulation_.measure();
    if (at_frontier()) keyframes_.count(seconds_since(start));
    fill_frame(frame, simulation_, histogram_bins, inner_products, densities, in_buffer);
    if (frame.densities.heat && model_since() > 0) {
        frame.densities.heat.reset();
        frame.densities.heat_why_not = "the model was changed on the way";
    }
    frame.known_until = known_until_;
    if (!at_frontier()) {
        frame.phases = phases_;
        frame.merges = merges_;
        frame.lineage = lineage_;
    } else if (observed_.empty() || observed_.back() < now) {
        observed_.push_back(now);
    }
}

}  // namespace coalesce
