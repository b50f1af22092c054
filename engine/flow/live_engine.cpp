#include "flow/live_engine.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "model/error.hpp"
#include "model/memory.hpp"
#include "observe/mean_shift.hpp"

namespace coalesce {

namespace {

/// Published frames per second: the rate of a usual display.
constexpr double frame_rate = 60;
constexpr auto tick =
    std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(1 / frame_rate));

}  // namespace

void RateMeter::restart() {
    since_ = Clock::now();
    steps_ = rate_ = 0;
}

void RateMeter::count_step() {
    steps_ += 1;
    const double elapsed = std::chrono::duration<double>(Clock::now() - since_).count();
    const bool window_over = elapsed >= 0.5;
    if (window_over || (rate_ == 0 && elapsed > 0.05)) rate_ = steps_ / elapsed;
    if (window_over) {
        since_ = Clock::now();
        steps_ = 0;
    }
}

LiveEngine::LiveEngine(LiveSimulation::Shared& shared, Scene scene, std::size_t keyframe_budget)
    : shared_(shared),
      keyframe_budget_(keyframe_budget),
      chronicle_(std::make_unique<Chronicle>(std::move(scene), Keyframes(keyframe_budget))) {
    start_generation(initial_longitudes(simulation().initial_cloud()));
}

void LiveEngine::run() {
    std::vector<Message> messages;
    publish();
    while (wait_for_work(messages)) {
        refill_credit();
        const bool work = answer_due_ || !messages.empty() || chronicle_->seeking() || step_allowed() || moved_;
        if (!work) continue;
        if (!hold_tokens()) return;
        take(messages);
        if (fresh_) {
            publish();  // a run's first row is its state at time 0
            continue;
        }
        if (chronicle_->seeking()) {
            seek_on();
            continue;
        }
        refill_credit();
        if (step_allowed()) step();
        const bool idle = !step_allowed();
        if (answer_due_ || (idle && holding_) || (moved_ && (idle || publication_due()))) publish();
    }
}

/// Waits for messages or a tick; false when the simulation is to end.
bool LiveEngine::wait_for_work(std::vector<Message>& messages) {
    messages.clear();
    std::unique_lock lock(shared_.inbox_mutex);
    const auto called = [&] { return shared_.stop || !shared_.inbox.empty() || lending_moved(); };
    if (!answer_due_ && !chronicle_->seeking() && !step_allowed()) {
        if (playing_)
            shared_.inbox_filled.wait_until(lock, next_tick_, called);
        else if (comparison_due_)
            answer_due_ = !shared_.inbox_filled.wait_until(lock, next_comparison_, called);
        else
            shared_.inbox_filled.wait(lock, called);
    }
    std::swap(messages, shared_.inbox);
    answer_due_ |= lending_moved();
    return !shared_.stop;
}

void LiveEngine::fail(const std::string& why) {
    failure_ = why;
    playing_ = false;
    asked_steps_ = 0;
    answer_due_ = true;
}

/// Takes one step towards the time looked back to; publishes on arrival.
void LiveEngine::seek_on() {
    try {
        chronicle_->seek_on();
    } catch (const std::exception& error) {
        chronicle_->give_up_seek();
        fail(error.what());
    }
    moved_ = true;
    if (!chronicle_->seeking()) publish();
}

void LiveEngine::finish_seek() {
    while (chronicle_->seeking()) seek_on();
}

/// Adaptive steps vary in length, and decades are no number of steps: a tick grants a time to go to, in as many steps
/// as it takes. The last of them may lead beyond, and is then shown in part.
bool LiveEngine::paced_by_time() const {
    return pace_.kind == Pace::Kind::decades_per_second || (pace_.kind == Pace::Kind::time_per_second && adaptive());
}

/// Fixed steps may be longer than a tick's share of time, which then accumulates
/// over ticks. A tick grants the time since the last one, since slow steps delay
/// ticks, but at most a tenth of a second, so that no leap follows a stall.
double LiveEngine::time_after_tick() const {
    const double passed = std::chrono::duration<double>(Clock::now() - last_grant_).count();
    const double share = std::max(pace_.value, 0.0) * std::min(passed, 0.1);
    const double time = chronicle_->time(), granted = adaptive() ? time : std::max(time, tick_until_);
    if (pace_.kind == Pace::Kind::time_per_second) return granted + share;
    return std::max(granted, simulation().scene().time.dt) * std::pow(10, share);
}

bool LiveEngine::step_allowed() const {
    if (asked_steps_ > 0) return true;
    if (!playing_) return false;
    if (pace_.kind == Pace::Kind::unlimited) return true;
    if (!paced_by_time()) return credit_ >= 1;
    return simulation().time() + (adaptive() ? 0 : simulation().scene().time.dt) < tick_until_;
}

/// Fixed steps reach time.until with the last whole step, whose time is a sum and may miss it by rounding.
bool LiveEngine::at_end() const {
    const double rounding = adaptive() ? 0 : 1e-6 * simulation().scene().time.dt;
    return chronicle_->time() + rounding >= chronicle_->until();
}

/// Pauses at time.until; playing again goes beyond it.
void LiveEngine::end_where_due() {
    if (!playing_ || beyond_ || !at_end()) return;
    playing_ = false;
    ended_ = answer_due_ = true;
}

void LiveEngine::forget_credit() {
    credit_ = tick_until_ = 0;
    last_grant_ = Clock::now();
}

/// A tick grants its steps once; steps that take longer than a tick leave no debt.
void LiveEngine::refill_credit() {
    if (!playing_ || step_allowed() || Clock::now() < next_tick_) return;
    if (paced_by_time())
        tick_until_ = time_after_tick();
    else if (pace_.kind == Pace::Kind::steps_per_frame)
        credit_ += std::max(pace_.value, 0.0);
    else
        credit_ += std::max(pace_.value, 0.0) / frame_rate / simulation().scene().time.dt;
    last_grant_ = Clock::now();
    next_tick_ = std::max(next_tick_ + tick, last_grant_);
    show_granted();
}

/// Shows the part of the last step that the pace grants.
void LiveEngine::show_granted() {
    if (!adaptive() || !paced_by_time()) return;
    const double before = chronicle_->time();
    chronicle_->show(std::max(before, tick_until_));
    if (chronicle_->time() == before) return;
    moved_ = true;
    end_where_due();
}

void LiveEngine::step() {
    const bool asked = asked_steps_ > 0;
    if (asked)
        --asked_steps_;
    else if (!paced_by_time())
        credit_ = std::max(credit_ - 1, 0.0);
    try {
        const double before = chronicle_->time();
        chronicle_->step();
        if (!asked && adaptive() && paced_by_time()) chronicle_->show(std::max(before, tick_until_));
        moved_ = true;
        meter_.count_step();
        if (!asked) end_where_due();
        // Observed states are measured anyway: their rows are logged whether published or not.
        if (simulation().at_observed_step()) shared_.log.append(simulation().measure());
    } catch (const std::exception& error) {
        fail(error.what());
    }
}

/// Reuses a histogram up to 0.1 s old: counting pairs takes 5 ms, a third of a displayed frame.
const Histogram* LiveEngine::recent_inner_products() const {
    const bool recent = Clock::now() - inner_products_counted_ < std::chrono::milliseconds(100);
    return playing_ && !answer_due_ && recent ? &inner_products_ : nullptr;
}

/// Defers densities while playing, to a fifth of the time: on a fine grid they take longer than a frame.
WantedDensities LiveEngine::densities_due() const {
    const bool put_off = playing_ && !answer_due_ && Clock::now() < next_densities_;
    return put_off ? WantedDensities{} : densities_;
}

/// Compares with theory at most four times a second and in a tenth of the time while playing, more often while paused,
/// when sliders may be dragged. Deferred work is done when the engine is idle.
void LiveEngine::compare(Frame& frame) {
    constexpr double patience = 0.03;
    const auto start = Clock::now();
    comparison_due_ = start < next_comparison_;
    if (!comparison_due_) {
        const Scene& scene = simulation().scene();
        if (!theory_->is_about(scene.model, chronicle_->model_since()))
            theory_->change(scene, simulation().observed_initial_cloud(), chronicle_->model_since());
        const Cloud& cloud = simulation().observed_cloud();
        const Clustering clusters = simulation().width_clustering();
        const TheoryMonitor::State state{
            simulation().time(),  cloud, clusters, simulation().measure().alignment, simulation().phases(),
            simulation().merges()};
        comparisons_ = theory_->compare(state, patience);
        forecast_ = theory_->forecast(state);
        linked_ = static_cast<int>(link_clusters(cloud, default_linking_angle(scene.model.beta)).clusters.size());
        modes_ = static_cast<int>(mean_shift(cloud, default_linking_angle(scene.model.beta)).modes.size());
        const Clock::duration cost = Clock::now() - start, least = std::chrono::milliseconds(playing_ ? 250 : 50);
        next_comparison_ = start + std::max(least, (playing_ ? 10 : 2) * cost);
        comparison_due_ = theory_->lags();
    }
    frame.theory = comparisons_;
    frame.forecast = forecast_;
    frame.linked = linked_;
    frame.modes = modes_;
}

/// Fills a frame; if the device fails, continues on the CPU.
void LiveEngine::fill(Frame& frame, const Histogram* inner_products, WantedDensities densities) {
    attach();
    simulation().despite_device([&] {
        const bool in_buffer = simulation().device() && simulation().device()->attached();
        chronicle_->fill(frame, histogram_bins_, inner_products, densities, in_buffer);
        if (in_buffer) simulation().device()->park();
    });
}

/// Finishes device work before the buffer is handed back.
void LiveEngine::stop_device() {
    try {
        if (simulation().device()) simulation().device()->park();
    } catch (const RunError& error) {
        simulation().lose_device(error.what());
    }
}

/// Skips frames that a slow window would not draw: publishes after it took the last one, and at least ten times a
/// second, so that the measurements of an unwatched run are logged.
bool LiveEngine::publication_due() const {
    const auto now = Clock::now();
    return now >= next_publication_ &&
           (shared_.frames.taken() || now - last_publication_ >= std::chrono::milliseconds(100));
}

void LiveEngine::publish() {
    const auto began = Clock::now();
    Frame& frame = shared_.frames.back();
    try {
        const Histogram* recent = recent_inner_products();
        const auto start = Clock::now();
        const WantedDensities due = densities_due();
        fill(frame, recent, due);
        if (due == densities_) {
            shown_densities_ = frame.densities;
            next_densities_ =
                start + std::max<Clock::duration>(std::chrono::milliseconds(50), 4 * (Clock::now() - start));
        }
        frame.densities = shown_densities_;
        if (!recent) {
            inner_products_ = frame.inner_products;
            inner_products_counted_ = Clock::now();
        }
        compare(frame);
        if (moved_) shared_.log.append(frame.now);
    } catch (const std::exception& error) {
        fail(error.what());
        comparison_due_ = false;
        frame = Frame{};
        stop_device();
        frame.dimension = simulation().scene().dimension;
    }
    if (publications_to_trim_ > 0 && --publications_to_trim_ == 0) give_back_freed_memory();
    frame.sequence = ++sequence_;
    frame.generation = generation_;
    frame.longitude = longitude_;
    frame.steps_per_second = playing_ ? meter_.rate() : 0;
    frame.playing = playing_;
    frame.ended = ended_;
    frame.failure = failure_;
    frame.commands = taken_;
    frame.settled = !playing_ && asked_steps_ == 0 && !chronicle_->seeking() && !comparison_due_;
    part_with_buffer();
    shared_.frames.publish();
    answer_due_ = moved_ = fresh_ = false;
    last_publication_ = Clock::now();
    // Copying 10^6 tokens takes longer than a displayed frame: steps get at least four times as long, since drawing
    // uses the processors as well.
    next_publication_ = last_publication_ + std::max<Clock::duration>(tick, 4 * (last_publication_ - began));
    shared_.wake_reader();
}

}  // namespace coalesce
