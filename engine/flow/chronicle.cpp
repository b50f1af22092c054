#include "flow/chronicle.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "flow/schedule.hpp"

namespace coalesce {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A time that differs from a whole step by less than this part of a step denotes that step.
constexpr double negligible_wait = 1e-6;

}  // namespace

Chronicle::Chronicle(Scene scene, Keyframes keyframes)
    : simulation_(std::move(scene)), keyframes_(std::move(keyframes)) {
    start();
}

Chronicle::Chronicle(Scene scene, Run run, double linking_angle)
    : simulation_(std::move(scene)), keyframes_(run.keyframes.none()) {
    simulation_.set_linking_angle(linking_angle);
    take(std::move(run));
}

Chronicle::Run Chronicle::run() const {
    return {simulation_.save(), keyframes_, known_until_, time(), epochs_, epoch_, phases_, merges_, lineage_};
}

void Chronicle::start() {
    known_until_ = shown_ = 0;
    within_.forget();
    epochs_.assign(1, epoch_of(simulation_.scene(), 0));
    epoch_ = 0;
    target_.reset();
    before_edit_.reset();
    keyframes_.start(simulation_.despite_device([&] { return simulation_.save(); }));
}

void Chronicle::reset(bool keep) {
    const Epoch last = epochs_.back();
    if (keep) {
        Run kept{simulation_.despite_device([&] { return simulation_.save(); }),
                 std::move(keyframes_),
                 known_until_,
                 time(),
                 std::move(epochs_),
                 epoch_,
                 std::move(phases_),
                 std::move(merges_),
                 std::move(lineage_)};
        before_reset_ = std::make_unique<Run>(std::move(kept));
        keyframes_ = before_reset_->keyframes.none();
    }
    simulation_.change(last.model, last.time, last.solver);
    simulation_.reset();
    start();
}

bool Chronicle::undo_reset() {
    if (!before_reset_) return false;
    const std::unique_ptr<Run> run = std::move(before_reset_);
    take(std::move(*run));
    return true;
}

void Chronicle::take(Run run) {
    simulation_.restore(run.state);
    keyframes_ = std::move(run.keyframes);
    known_until_ = run.known_until;
    epochs_ = std::move(run.epochs);
    epoch_ = run.epoch;
    phases_ = std::move(run.phases);
    merges_ = std::move(run.merges);
    lineage_ = std::move(run.lineage);
    target_.reset();
    before_edit_.reset();
    within_.forget();
    if (run.shown < simulation_.time()) return_to(run.shown);
}

void Chronicle::show(double time) {
    shown_ = within_.holds(time, simulation_) ? time : simulation_.time();
}

void Chronicle::step() {
    if (time() == simulation_.time()) take_step(end_of_time);
    shown_ = simulation_.time();
}

/// Takes one step, or the remainder of one that an edit ended, no farther than `most`.
void Chronicle::take_step(double most) {
    const bool known = !at_frontier();
    if (known && epoch_ + 1 < epochs_.size()) most = std::min(most, epochs_[epoch_ + 1].from);
    const auto start = Clock::now();
    within_.forget();
    const double until = simulation_.scene().time.until;
    const bool ends_there = adaptive() && !known && until > simulation_.time();
    if (adaptive()) {
        within_.begin(simulation_);
        simulation_.step_towards(ends_there ? std::min(most, until) : most);
    } else {
        simulation_.step();
    }
    if (simulation_.time() <= known_until_) return enter_epochs();
    known_until_ = simulation_.time();
    if (ends_there && simulation_.time() == until) {
        // The end may be moved later: a look back must still end this step there.
        epochs_.push_back(epoch_of(simulation_.scene(), until));
        ++epoch_;
    }
    if (!known) keyframes_.count(seconds_since(start));
    if (keyframes_.due()) keyframes_.keep(simulation_.save());
}

/// Repeats the known edits up to the present time.
void Chronicle::enter_epochs() {
    const double now = simulation_.time();
    while (epoch_ + 1 < epochs_.size() && epochs_[epoch_ + 1].from <= now) {
        const Epoch& next = epochs_[++epoch_];
        simulation_.change(next.model, next.time, next.solver);
        within_.forget();
    }
}

void Chronicle::restore_before(double time) {
    const Simulation::State& from = keyframes_.before(time);
    simulation_.restore(from);
    simulation_.act();  // on a state that was kept before hands acted on it
    within_.forget();
    const auto later =
        std::find_if(epochs_.begin() + 1, epochs_.end(), [&](const Epoch& epoch) { return epoch.from >= from.time(); });
    epoch_ = static_cast<std::size_t>(later - epochs_.begin()) - 1;
    enter_epochs();
}

/// Shows a known time again by the step that contains it: a restored state does not know the step that led to it.
void Chronicle::return_to(double time) {
    restore_before(time);
    while (simulation_.time() < time) take_step(end_of_time);
    show(time);
}

/// Ends the step that is shown in part, at the time shown.
void Chronicle::land_where_shown() {
    const double here = time();
    if (here == simulation_.time()) return;
    restore_before(here);
    while (simulation_.time() < here) take_step(here);
}

/// An edit at the time of the last one replaces it: a dragged slider is one edit, applied to the state before it.
bool Chronicle::edit(const Dynamics& dynamics) {
    Epoch& last = epochs_.back();
    TimeSpec paced = last.time;
    paced.until = dynamics.time.until;
    paced.axis = dynamics.time.axis;
    if (dynamics.model == last.model && dynamics.time == paced && dynamics.solver == last.solver) {
        last.time = dynamics.time;
        if (epoch_ + 1 == epochs_.size()) simulation_.change(dynamics.model, dynamics.time, dynamics.solver);
        return false;
    }
    const Simulation::State former = simulation_.save();
    const double here = time();
    const std::size_t former_epoch = epoch_;
    try {
        land_where_shown();
        const bool again =
            before_edit_ && before_edit_->time() == simulation_.time() && before_edit_->steps() == simulation_.steps();
        if (again) simulation_.restore(*before_edit_);
        Simulation::State before = again ? *before_edit_ : simulation_.save();
        simulation_.change(dynamics.model, dynamics.time, dynamics.solver);
        simulation_.field();
        before_edit_ = std::move(before);
    } catch (...) {
        simulation_.restore(former);
        within_.forget();
        epoch_ = former_epoch;
        if (here < simulation_.time()) return_to(here);
        throw;
    }
    cut_here();
    epochs_.push_back(epoch_of(dynamics, simulation_.time()));
    epoch_ = epochs_.size() - 1;
    return true;
}

void Chronicle::cut_here() {
    const double now = simulation_.time();
    // After adaptive steps the state before the edit becomes a keyframe: from an earlier one they would not be repeated
    // to the same bits.
    const bool was_adaptive = before_edit_->adaptive();
    known_until_ = shown_ = now;
    within_.forget();
    keyframes_.cut(now);
    if (was_adaptive && keyframes_.before(now).time() < now) keyframes_.keep(*before_edit_);
    while (epochs_.size() > 1 && epochs_.back().from >= now) epochs_.pop_back();
}

double Chronicle::slack() const {
    return adaptive() ? 0 : negligible_wait * simulation_.scene().time.dt;
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
    const double now = simulation_.time();
    const bool in_last_step = within_.holds(*target_, simulation_);
    const bool on_the_way = now <= *target_ + slack() && now >= keyframes_.before(*target_ + slack()).time();
    if (!in_last_step && !on_the_way) restore_before(*target_ + slack());
    shown_ = simulation_.time();
    if (arrived()) arrive();
}

void Chronicle::seek_on() {
    take_step(end_of_time);
    shown_ = simulation_.time();
    if (arrived()) arrive();
}

void Chronicle::arrive() {
    show(*target_);
    target_.reset();
}

double Chronicle::model_since() const {
    std::size_t first = epoch_;
    while (first > 0 && epochs_[first - 1].model == epochs_[epoch_].model) --first;
    return epochs_[first].from;
}

std::shared_ptr<const EditedDynamics> Chronicle::edited() const {
    const auto dynamics_of = [this](const Epoch& epoch) {
        Dynamics dynamics(simulation_.scene());
        dynamics.model = epoch.model;
        dynamics.time = epoch.time;
        dynamics.time.axis = epochs_.back().time.axis;  // moves no token
        dynamics.solver = epoch.solver;
        return dynamics;
    };
    // An edit at time 0 is as good as the scene's own.
    std::size_t first = 0;
    while (first + 1 < epochs_.size() && epochs_[first + 1].from == 0) ++first;
    auto edited = std::make_shared<EditedDynamics>(EditedDynamics{dynamics_of(epochs_[first]), {}});
    for (std::size_t k = first + 1; k <= epoch_; ++k) {
        const Dynamics& before = edited->edits.empty() ? edited->first : edited->edits.back().dynamics;
        DatedDynamics edit{epochs_[k].from, dynamics_of(epochs_[k])};
        if (!(edit.dynamics == before)) edited->edits.push_back(std::move(edit));
    }
    if (edited->edits.empty()) return nullptr;
    return edited;
}

Cloud Chronicle::cloud() const {
    return within_.holds(shown_, simulation_) ? simulation_.state_at(shown_) : simulation_.cloud();
}

void Chronicle::fill(Frame& frame, int histogram_bins, const Histogram* inner_products, WantedDensities densities) {
    // The field that is measured here is also the first one of the next step: a look back spends this time again.
    const auto start = Clock::now();
    simulation_.measure();
    if (at_frontier()) keyframes_.count(seconds_since(start));
    fill_frame(frame, simulation_, histogram_bins, inner_products, densities);
    if (frame.densities.heat && model_since() > 0) {
        frame.densities.heat.reset();
        frame.densities.heat_why_not = "the model was changed during the run";
    }
    if (within_.holds(shown_, simulation_)) within_.turn_back(frame, shown_, simulation_);
    frame.known_until = known_until_;
    frame.edited = epoch_ > 0 ? edited() : nullptr;
    if (at_frontier()) return;
    frame.phases = phases_;
    frame.merges = merges_;
    frame.lineage = lineage_;
}

}  // namespace coalesce
