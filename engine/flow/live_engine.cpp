#include "flow/live_engine.hpp"

#include <algorithm>
#include <utility>

#include "coalesce/flow/token_store.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/memory.hpp"

namespace coalesce {

LiveEngine::LiveEngine(LiveSimulation::Shared& shared, Scene scene, std::size_t keyframe_budget)
    : shared_(shared),
      keyframe_budget_(keyframe_budget),
      chronicle_(std::make_unique<Chronicle>(std::move(scene), Keyframes(keyframe_budget))),
      borrower_(shared.lending) {
    start_generation();
}

LiveEngine::LiveEngine(LiveSimulation::Shared& shared, LiveSimulation::Shared::Branch branch)
    : shared_(shared),
      keyframe_budget_(branch.keyframe_budget),
      chronicle_(
          std::make_unique<Chronicle>(std::move(branch.scene), std::move(branch.run), branch.observe.linking_angle)),
      linking_angle_(branch.observe.linking_angle),
      histogram_bins_(branch.observe.histogram_bins),
      densities_(branch.observe.densities),
      borrower_(shared.lending) {
    start_generation();
    take_over(branch);
    shared_.log.replace(std::move(branch.rows));
    publication_.resume_generation();
    pacer_.resume(paced());
}

/// Spares the fork's first frame what was measured of the same state already: it takes as long as several steps.
void LiveEngine::take_over(LiveSimulation::Shared::Branch& branch) {
    const auto now = Clock::now();
    slow_parts_ = std::move(branch.slow_parts);
    if (branch.theory) theory_.take_over(std::move(*branch.theory), now);
}

void LiveEngine::run() {
    std::vector<Message> messages;
    publish();
    while (wait_for_work(messages)) {
        refill();
        const bool work = publication_.answer_due() || !messages.empty() || chronicle_->seeking() || may_step() ||
                          publication_.moved();
        if (!work) continue;
        if (!hold_tokens()) return;
        take(messages);
        if (publication_.fresh()) {
            publish();  // a run's first row is its state at time 0
            continue;
        }
        if (chronicle_->seeking()) {
            seek_on();
            continue;
        }
        refill();
        if (may_step()) step();
        const bool idle = !pacer_.step_allowed(paced());
        const bool due = idle || publication_.due(Clock::now(), shared_.frames.taken());
        if (publication_.answer_due() || (idle && borrower_.holding()) || (publication_.moved() && due)) publish();
    }
}

/// Waits for messages or a tick; false when the simulation is to end.
bool LiveEngine::wait_for_work(std::vector<Message>& messages) {
    messages.clear();
    // Asked before the lock: the clock of phases may measure the state.
    const bool waits = held();
    const bool steps = pacer_.step_allowed(paced()) && (pacer_.steps_asked() || !waits);
    Bell& bell = shared_.bell;
    std::unique_lock lock(bell.mutex);
    const auto lending_moved = [&] { return shared_.lending.moved(borrower_.holding()); };
    const auto called = [&] { return bell.stop || !shared_.inbox.empty() || lending_moved(); };
    if (!publication_.answer_due() && !chronicle_->seeking() && !steps) {
        if (waits) {
            // The others ring no bell. A quarter of a millisecond is short beside a step that is worth waiting for.
            bell.rung.wait_for(lock, std::chrono::microseconds(250), called);
        } else if (pacer_.playing()) {
            bell.rung.wait_until(lock, pacer_.next_tick(), called);
        } else if (theory_.due()) {
            if (!bell.rung.wait_until(lock, theory_.next(), called)) publication_.answer();
        } else {
            bell.rung.wait(lock, called);
        }
    }
    std::swap(messages, shared_.inbox);
    if (lending_moved()) publication_.answer();
    return !bell.stop;
}

/// False when the simulation is to end.
bool LiveEngine::hold_tokens() {
    switch (borrower_.hold(simulation(), publication_.sequence(), [this] { shared_.wake_reader(); })) {
        case Borrower::Held::stopped:
            return false;
        case Borrower::Held::taken_back:
            publication_.answer();
            break;
        case Borrower::Held::yes:
            break;
    }
    return true;
}

void LiveEngine::fail(const std::string& why) {
    failure_ = why;
    reach_.reset();
    pacer_.stop();
    publication_.answer();
}

/// Takes one step towards the time looked back to; publishes on arrival.
void LiveEngine::seek_on() {
    try {
        chronicle_->seek_on();
    } catch (const std::exception& error) {
        chronicle_->give_up_seek();
        fail(error.what());
    }
    publication_.move();
    if (!chronicle_->seeking()) publish();
}

/// False when the simulation is to end.
bool LiveEngine::finish_seek() {
    while (chronicle_->seeking()) seek_on();
    return hold_tokens();  // the arrival was published
}

Pacer::Run LiveEngine::paced() const {
    const TimeSpec& time = simulation().scene().time;
    return {time.method == Method::adaptive, time.dt, chronicle_->time(), simulation().time(), chronicle_->until()};
}

/// True while a playing run waits for others that share its clock; tells them where it is.
bool LiveEngine::held() {
    if (!common_.clock) return false;
    double here = chronicle_->time();
    int phase = 0;
    try {
        if (common_.clock->by() == TwinClock::phase && failure_.empty()) {
            const std::vector<Phase>& phases = simulation().phases();
            phase = static_cast<int>(phases.size());
            if (!phases.empty()) here = std::max(0.0, here - phases.back().from);
        }
    } catch (const std::exception& error) {
        fail(error.what());
    }
    common_.clock->tell(common_.run, here, phase, !pacer_.ended() && failure_.empty());
    const TimeSpec& time = simulation().scene().time;
    // With a lead of a step no run waits for one that is as fast.
    return pacer_.playing() && !common_.clock->may_go_on(common_.run, time.method == Method::adaptive ? 0 : time.dt);
}

/// Steps that are asked for wait for nobody.
bool LiveEngine::may_step() {
    return pacer_.step_allowed(paced()) && (pacer_.steps_asked() || !held());
}

void LiveEngine::end_where_due() {
    while (pacer_.end_if_due(paced())) {
        publication_.answer();
        if (!reach_) return;
        if (reach_->edits.empty()) return reach_.reset();
        take_due_edit();
    }
}

/// Edits the dynamics on the way to a time, and goes on.
void LiveEngine::take_due_edit() {
    std::vector<DatedDynamics>& edits = reach_->edits;
    if (chronicle_->edit(edits.front().dynamics)) shared_.log.cut(chronicle_->time());
    edits.erase(edits.begin());
    pacer_.reach(edits.empty() ? reach_->time : edits.front().from, Clock::now());
}

/// Grants steps if a tick is due, and shows the part of the last one that is granted.
void LiveEngine::refill() {
    if (held() || !pacer_.refill(paced(), Clock::now())) return;
    const std::optional<double> part = pacer_.shown_part(paced());
    if (!part) return;
    const double before = chronicle_->time();
    chronicle_->show(*part);
    if (chronicle_->time() == before) return;
    publication_.move();
    end_where_due();
}

void LiveEngine::step() {
    const bool asked = pacer_.spend(paced());
    try {
        const double before = chronicle_->time();
        chronicle_->step();
        Pacer::Run run = paced();
        run.time = before;
        if (const auto part = pacer_.shown_part(run); part && !asked) chronicle_->show(*part);
        publication_.move();
        pacer_.count_step(Clock::now());
        if (!asked) end_where_due();
        // Observed states are measured anyway: their rows are logged whether published or not.
        if (simulation().at_observed_step()) shared_.log.append(simulation().measure());
    } catch (const std::exception& error) {
        fail(error.what());
    }
}

/// Fills a frame, in the lent buffer if there is one; if the device fails, continues on the CPU.
void LiveEngine::fill(Frame& frame, const Histogram* inner_products, WantedDensities densities) {
    borrower_.attach(simulation());
    simulation().despite_device([&] {
        chronicle_->fill(frame, histogram_bins_, inner_products, densities);
        if (frame.in_buffer) simulation().store()->park();
    });
}

/// A command is answered at once by the tokens, which somebody waits for, and then in full: the pairs and the
/// comparison with theory take as long as several steps, and would take the processors from whoever draws the answer.
/// @return  true if the next frame shows those of an earlier one
bool LiveEngine::answers_quickly(Clock::time_point now) {
    if (!theory_.shown()) return false;
    if (!complete_from_) complete_from_ = theory_.put_off(now);
    if (now < *complete_from_) return slow_parts_.renew(now);
    complete_from_.reset();
    return false;
}

/// Fills a frame with the present state.
void LiveEngine::complete(Frame& frame) {
    const auto start = Clock::now();
    const bool plays_on = pacer_.playing() && !publication_.answer_due();
    const Histogram* recent = slow_parts_.inner_products(plays_on || answers_quickly(start), start);
    const WantedDensities due = slow_parts_.densities(plays_on, start, densities_);
    fill(frame, recent, due);
    slow_parts_.complete(frame, !recent, due == densities_, start, Clock::now());
    theory_.compare(frame, simulation(), chronicle_->model_since(), pacer_.playing());
    if (publication_.moved()) shared_.log.append(frame.now);
}

/// A frame without tokens, of a state that cannot be shown. The device comes to rest for the buffer to be handed back.
void LiveEngine::fill_nothing(Frame& frame) {
    theory_.give_up();
    frame = Frame{};
    try {
        if (simulation().store()) simulation().store()->park();
    } catch (const RunError& error) {
        simulation().lose_device(error.what());
    }
    frame.dimension = simulation().scene().dimension;
}

void LiveEngine::publish() {
    const auto began = Clock::now();
    Frame& frame = shared_.frames.back();
    try {
        complete(frame);
    } catch (const std::exception& error) {
        fail(error.what());
        fill_nothing(frame);
    }
    if (publications_to_trim_ > 0 && --publications_to_trim_ == 0) give_back_freed_memory();
    publication_.number(frame);
    frame.steps_per_second = pacer_.rate();
    frame.playing = pacer_.playing();
    frame.ended = pacer_.ended();
    frame.failure = failure_;
    frame.commands = taken_;
    frame.settled = !pacer_.playing() && !pacer_.steps_asked() && !chronicle_->seeking() && !theory_.due();
    borrower_.part(simulation(), publication_.sequence());
    shared_.frames.publish();
    publication_.published(began, Clock::now());
    shared_.wake_reader();
}

/// Publishes in the midst of a command, which then goes on with the tokens. False when the simulation is to end.
bool LiveEngine::publish_and_hold() {
    publish();
    return hold_tokens();
}

}  // namespace coalesce
