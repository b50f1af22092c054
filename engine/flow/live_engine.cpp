#include "flow/live_engine.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "model/error.hpp"

namespace coalesce {

namespace {

/// Frames a second that are worth publishing: what a usual display shows.
constexpr double frame_rate = 60;
constexpr auto tick =
    std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(1 / frame_rate));

/// Of several edits in a row (a slider being dragged) only the last is worth a field evaluation.
bool superseded(const std::vector<LiveSimulation::Shared::Message>& messages, std::size_t k) {
    const auto is_edit = [&](std::size_t index) {
        const Command* command = std::get_if<Command>(&messages[index]);
        return command && std::holds_alternative<live::Edit>(*command);
    };
    return k + 1 < messages.size() && is_edit(k) && is_edit(k + 1);
}

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

LiveEngine::LiveEngine(LiveSimulation::Shared& shared, Scene scene)
    : shared_(shared), simulation_(std::make_unique<Simulation>(std::move(scene))) {
    start_generation(initial_longitudes(simulation_->initial_cloud()));
}

void LiveEngine::run() {
    std::vector<Message> messages;
    publish();
    while (wait_for_work(messages)) {
        take(messages);
        refill_credit();
        if (step_allowed()) step();
        const bool idle = !step_allowed();
        if (answer_due_ || (moved_ && (idle || Clock::now() - last_publication_ >= tick))) publish();
    }
}

/// False when the simulation is to end.
bool LiveEngine::wait_for_work(std::vector<Message>& messages) {
    messages.clear();
    std::unique_lock lock(shared_.inbox_mutex);
    const auto called = [&] { return shared_.stop || !shared_.inbox.empty(); };
    if (!answer_due_ && !step_allowed()) {
        if (playing_)
            shared_.inbox_filled.wait_until(lock, next_tick_, called);
        else
            shared_.inbox_filled.wait(lock, called);
    }
    std::swap(messages, shared_.inbox);
    return !shared_.stop;
}

void LiveEngine::take(std::vector<Message>& messages) {
    for (std::size_t k = 0; k < messages.size(); ++k) {
        if (superseded(messages, k)) continue;
        if (auto* request = std::get_if<LiveSimulation::Shared::SnapshotRequest>(&messages[k]))
            reply(*request);
        else
            take(std::get<Command>(messages[k]));
    }
}

void LiveEngine::reply(LiveSimulation::Shared::SnapshotRequest& request) {
    try {
        request.reply.set_value(simulation_->cloud());
    } catch (...) {
        request.reply.set_exception(std::current_exception());
    }
}

void LiveEngine::take(const Command& command) {
    answer_due_ = true;
    try {
        std::visit([this](const auto& each) { apply(each); }, command);
    } catch (const std::bad_alloc&) {
        refuse("not enough memory for that many tokens");
    } catch (const std::exception& error) {
        refuse(error.what());
    }
}

void LiveEngine::apply(const live::Play&) {
    playing_ = true;
    failure_.clear();
    credit_ = 0;
    next_tick_ = Clock::now();
    meter_.restart();
}

void LiveEngine::apply(const live::Pause&) {
    playing_ = false;
    asked_steps_ = 0;
    meter_.restart();
}

void LiveEngine::apply(const live::Step& step) {
    failure_.clear();
    asked_steps_ += std::max(step.count, 0);
}

void LiveEngine::apply(const live::Reset&) {
    simulation_->reset();
    asked_steps_ = 0;
    start_generation(longitude_);
}

void LiveEngine::apply(const live::Edit& edit) {
    const Scene& now = simulation_->scene();
    const bool same_tokens = edit.scene.tokens == now.tokens && edit.scene.dimension == now.dimension;
    if (same_tokens)
        change_model(edit.scene);
    else
        draw_anew(edit.scene);
}

void LiveEngine::apply(const live::Replace& replace) {
    draw_anew(replace.scene);
    asked_steps_ = 0;
    playing_ = false;
    if (replace.play) apply(live::Play{});
}

void LiveEngine::apply(const live::SetPace& pace) {
    pace_ = pace.pace;
    credit_ = 0;
}

void LiveEngine::apply(const live::Observe& observe) {
    if (observe.histogram_bins < 1)
        throw InputError("histogram bins: found " + std::to_string(observe.histogram_bins) + ", expected at least 1");
    linking_angle_ = observe.linking_angle;
    histogram_bins_ = observe.histogram_bins;
    densities_ = observe.densities;
    simulation_->set_linking_angle(linking_angle_);
}

/// A model whose field cannot be computed is refused, and the former one lives on.
void LiveEngine::change_model(const Scene& scene) {
    const Scene former = simulation_->scene();
    simulation_->change(scene.model, scene.time, scene.solver);
    try {
        simulation_->field();
    } catch (...) {
        simulation_->change(former.model, former.time, former.solver);
        throw;
    }
    failure_.clear();
    credit_ = 0;
    moved_ = true;
}

void LiveEngine::draw_anew(Scene scene) {
    auto fresh = std::make_unique<Simulation>(std::move(scene));
    fresh->set_linking_angle(linking_angle_);
    fresh->field();
    auto longitude = initial_longitudes(fresh->initial_cloud());
    simulation_ = std::move(fresh);
    start_generation(std::move(longitude));
}

void LiveEngine::start_generation(std::shared_ptr<const std::vector<float>> longitude) {
    ++generation_;
    longitude_ = std::move(longitude);
    shared_.log.clear();
    failure_.clear();
    credit_ = 0;
    moved_ = true;
    meter_.restart();
}

void LiveEngine::refuse(const std::string& why) {
    const std::lock_guard lock(shared_.refusal_mutex);
    shared_.refusal = why;
}

void LiveEngine::fail(const std::string& why) {
    failure_ = why;
    playing_ = false;
    asked_steps_ = 0;
    answer_due_ = true;
}

double LiveEngine::steps_per_tick() const {
    if (pace_.kind == Pace::Kind::steps_per_frame) return pace_.value;
    if (paced_by_time()) return 1;
    return pace_.value / frame_rate / simulation_->scene().time.dt;
}

/// Adaptive steps have no length of their own: a tick's worth of time is advanced as one, in as many as it takes.
bool LiveEngine::paced_by_time() const {
    return pace_.kind == Pace::Kind::time_per_second && simulation_->scene().time.method == Method::adaptive;
}

bool LiveEngine::step_allowed() const {
    return asked_steps_ > 0 || (playing_ && (credit_ >= 1 || pace_.kind == Pace::Kind::unlimited));
}

/// A tick grants its steps once; when they take longer than a tick, no debt is run up.
void LiveEngine::refill_credit() {
    if (!playing_ || credit_ >= 1 || Clock::now() < next_tick_) return;
    credit_ += std::max(steps_per_tick(), 0.0);
    next_tick_ = std::max(next_tick_ + tick, Clock::now());
}

void LiveEngine::step() {
    const bool asked = asked_steps_ > 0;
    if (asked)
        --asked_steps_;
    else
        credit_ = std::max(credit_ - 1, 0.0);
    try {
        if (!asked && paced_by_time())
            simulation_->step(pace_.value / frame_rate);
        else
            simulation_->step();
        moved_ = true;
        meter_.count_step();
    } catch (const std::exception& error) {
        fail(error.what());
    }
}

/// Counting pairs takes 5 ms, a third of a displayed frame; nobody reads a histogram sixty times a second.
const Histogram* LiveEngine::recent_inner_products() const {
    const bool recent = Clock::now() - inner_products_counted_ < std::chrono::milliseconds(100);
    return playing_ && !answer_due_ && recent ? &inner_products_ : nullptr;
}

void LiveEngine::publish() {
    Frame& frame = shared_.frames.back();
    try {
        const Histogram* recent = recent_inner_products();
        fill_frame(frame, *simulation_, histogram_bins_, recent, densities_);
        if (!recent) {
            inner_products_ = frame.inner_products;
            inner_products_counted_ = Clock::now();
        }
        if (moved_) shared_.log.append(frame.now);
    } catch (const std::exception& error) {
        fail(error.what());
        frame = Frame{};
        frame.dimension = simulation_->scene().dimension;
    }
    frame.sequence = ++sequence_;
    frame.generation = generation_;
    frame.longitude = longitude_;
    frame.steps_per_second = playing_ ? meter_.rate() : 0;
    frame.playing = playing_;
    frame.failure = failure_;
    shared_.frames.publish();
    answer_due_ = moved_ = false;
    last_publication_ = Clock::now();
    const std::lock_guard lock(shared_.wake_mutex);
    if (shared_.wake) shared_.wake();
}

}  // namespace coalesce
