#include "record/film.hpp"

#include <algorithm>
#include <cmath>

#include "coalesce/flow/token_store.hpp"
#include "coalesce/model/error.hpp"
#include "view/scene_view.hpp"

namespace coalesce {

Film::Film(const Scene& scene, double linking_angle, int histogram_bins, WantedDensities densities, double until,
           StopToken stop)
    : simulation_(scene, stop),
      linking_angle_(linking_angle),
      histogram_bins_(histogram_bins),
      densities_(densities),
      theory_(scene, simulation_.observed_initial_cloud()),
      until_(until > 0 ? until : scene.time.until) {
    simulation_.set_linking_angle(linking_angle);
}

Film::~Film() = default;

void Film::share(const DrawingDevice& device, const ViewState& view) {
    TokenStore* store = simulation_.store();
    if (!store) return;
    copied_ = device.why_not;
    // Buffers are of one size, and the state before an event is not in any of them.
    if (!simulation_.scene().events.empty()) copied_ = "events change the tokens";
    if (!simulation_.scene().events.empty()) return;
    Frame shared;
    shared.dimension = simulation_.scene().dimension;
    shared.in_buffer = true;
    shared.buffered = simulation_.live_tokens();
    if (!device.runtime || !drawn_from_buffer(shared, view)) return;
    try {
        shared_ = std::make_unique<FilmBuffers>(device, simulation_.live_tokens());
        shared_->give_to(*store);
        shared_->take_from(*store);
        shared_->keep();
    } catch (const RunError& error) {
        stop_sharing(error.what());
    }
}

TokenBuffer Film::buffer() const {
    return shared_ ? shared_->buffers(later_) : TokenBuffer{};
}

/// Ends sharing: the device's cloud owns its tokens alone again.
void Film::stop_sharing(const std::string& why) {
    copied_ = why;
    filled_ = false;
    if (shared_) despite_device([&] { within_.take_positions(shared_->end(*simulation_.store())); });
    shared_.reset();
}

/// Performs an action. If the device fails in it, the film continues on the CPU from the last state on the host.
template <class Action>
void Film::despite_device(const Action& action) {
    const bool on_device = simulation_.on_device();
    try {
        action();
    } catch (const RunError& error) {
        if (!on_device) throw;
        copied_.clear();  // the tokens are no longer on a device
        simulation_.lose_device(error.what());
        shared_.reset();
        within_.forget();
        filled_ = false;
        while (!rows_.empty() && rows_.back().time > simulation_.time()) rows_.pop_back();
        past_rows_ = std::min(past_rows_, rows_.size());
    }
}

/// Hands the buffer to the device for its next step.
/// @param keep  copy the buffer first, as the state before the step
void Film::give_to_device(bool keep) {
    TokenStore& store = *simulation_.store();
    try {
        if (keep) {
            shared_->take_from(store);
            shared_->keep();
        }
        shared_->give_to(store);
    } catch (const RunError& error) {
        stop_sharing(error.what());
    }
}

/// Hands the buffer to OpenGL, if it is shared.
void Film::take_from_device() {
    if (!shared_) return;
    try {
        shared_->take_from(*simulation_.store());
    } catch (const RunError& error) {
        stop_sharing(error.what());
    }
}

/// Adds a row for each state that the run observes.
void Film::keep_row() {
    const bool is_new = rows_.empty() || rows_.back().time < simulation_.time();
    if (is_new && simulation_.at_observed_step()) rows_.push_back(simulation_.measure());
}

/// Records the state before a step, if the target time is within that step.
void Film::begin_step(double target) {
    const TimeSpec& time = simulation_.scene().time;
    // A target closer to a state than this share of dt counts as that state.
    constexpr double slack = 1e-6;
    const double whole = simulation_.time() + time.dt;
    const double end = simulation_.time() < until_ ? std::min(whole, until_) : whole;
    within_.forget();
    if (time.method != Method::adaptive && target > end - slack * time.dt) return;
    filled_ ? within_.begin(state_) : within_.begin(simulation_, !shared_);
    const Clustering clusters = simulation_.width_clustering();
    forecast_before_ = theory_.forecast({simulation_.time(), simulation_.observed_cloud(), clusters,
                                         simulation_.measure().alignment, simulation_.phases(), simulation_.merges()});
}

void Film::change(const Dynamics& dynamics) {
    const Scene& scene = simulation_.scene();
    const bool other_model = !(dynamics.model == scene.model);
    if (!other_model && dynamics.time == scene.time && dynamics.solver == scene.solver) return;
    if (shared_) give_to_device(false);
    despite_device([&] {
        simulation_.change(dynamics.model, dynamics.time, dynamics.solver);
        if (other_model) theory_.change(simulation_.scene(), simulation_.observed_initial_cloud(), simulation_.time());
    });
    take_from_device();
    until_ = dynamics.time.until;
    filled_ = false;
}

void Film::observe(double linking_angle, int histogram_bins, WantedDensities densities) {
    if (linking_angle != linking_angle_) simulation_.set_linking_angle(linking_angle);
    filled_ =
        filled_ && linking_angle == linking_angle_ && histogram_bins == histogram_bins_ && densities == densities_;
    linking_angle_ = linking_angle;
    histogram_bins_ = histogram_bins;
    densities_ = densities;
}

std::vector<Comparison> Film::compare_with_theory() {
    constexpr double patience = 1e9;  // seconds
    std::vector<Comparison> rows;
    if (shared_) give_to_device(false);
    despite_device([&] {
        const Clustering clusters = simulation_.width_clustering();
        rows = theory_.compare({simulation_.time(), simulation_.observed_cloud(), clusters,
                                simulation_.measure().alignment, simulation_.phases(), simulation_.merges()},
                               patience);
    });
    take_from_device();
    return rows;
}

void Film::step(double target) {
    // The state before a step is shown for the last step only; 1.5 steps allow for rounding of the times.
    const bool last = simulation_.time() + 1.5 * simulation_.scene().time.dt >= target;
    if (shared_) give_to_device(last);
    despite_device([&] {
        keep_row();
        begin_step(target);
        filled_ = false;
        simulation_.time() < until_ ? simulation_.step_towards(until_) : simulation_.step();
        keep_row();
    });
}

const Frame& Film::at(double time, const std::function<bool()>& stop) {
    do {
        while (simulation_.time() < time) {
            if (stop && stop()) return frame_;
            step(time);
        }
        if (!filled_) fill();
    } while (!filled_);  // a lost device returns to an earlier state, and the steps are repeated
    interpolate(time);
    extend_history();
    return frame_;
}

/// Fills the state's frame.
void Film::fill() {
    filled_ = true;
    if (shared_) give_to_device(false);
    despite_device([&] {
        keep_row();
        fill_frame(state_, simulation_, histogram_bins_, nullptr, densities_);
        const Clustering clusters = simulation_.width_clustering();
        state_.forecast = theory_.forecast({simulation_.time(), simulation_.observed_cloud(), clusters,
                                            state_.now.alignment, state_.phases, state_.merges});
    });
    take_from_device();
}

void Film::interpolate(double time) {
    frame_ = state_;
    frame_.sequence = ++sequence_;
    later_ = 1;
    if (within_.holds(time, simulation_)) {
        later_ = within_.share(time, simulation_);
        within_.turn_back(frame_, time, simulation_);
        frame_.forecast = forecast_before_;
    }
    frame_.time = time;
    forget_future(frame_);
}

void Film::extend_history() {
    history_.resize(past_rows_);
    while (past_rows_ < rows_.size() && rows_[past_rows_].time <= frame_.time) history_.push_back(rows_[past_rows_++]);
    if (history_.empty() || history_.back().time < frame_.now.time) history_.push_back(frame_.now);
}

}  // namespace coalesce
