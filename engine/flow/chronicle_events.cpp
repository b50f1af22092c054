#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "flow/chronicle.hpp"

// Changes of the events of a run whose time is known.
namespace coalesce {

namespace {

/// Time of event k; +inf behind the last one.
double time_of(const Events& events, std::size_t k) {
    return k < events.size() ? events[k].time : std::numeric_limits<double>::infinity();
}

}  // namespace

std::optional<double> Chronicle::set_events(const Events& events) {
    const Events former = simulation_.scene().events;
    if (events == former) return {};
    const auto differs = std::mismatch(former.begin(), former.end(), events.begin(), events.end());
    const auto same = static_cast<std::size_t>(differs.first - former.begin());
    const double from = std::min(time_of(former, same), time_of(events, same));
    if (from > known_until_ + slack() && simulation_.acted() <= same) {
        simulation_.set_events(events);
        return {};
    }
    Past past{simulation_.despite_device([&] { return simulation_.save(); }),
              former,
              keyframes_,
              known_until_,
              time(),
              epochs_,
              epoch_};
    try {
        act_from(from, same, events);
        simulation_.field();
    } catch (...) {
        simulation_.set_events(past.events);
        simulation_.restore(past.state);
        keyframes_ = std::move(past.keyframes);
        known_until_ = past.known_until;
        epochs_ = std::move(past.epochs);
        epoch_ = past.epoch;
        within_.forget();
        if (past.shown < simulation_.time()) return_to(past.shown);
        throw;
    }
    target_.reset();
    before_edit_.reset();
    return from;
}

/// Goes to the state that `time` leads to under other events, of which the first `same` are those of before.
void Chronicle::act_from(double time, std::size_t same, const Events& events) {
    const Epoch last = epochs_.back();
    // A fixed step ends where it ended before: the present state needs no repetition.
    const bool here = !adaptive() && simulation_.acted() <= same && std::abs(time - simulation_.time()) <= slack();
    // A state that an adaptive step reached by itself is not quite the one that a step ending at an event reaches.
    const bool left = keyframes_.cut(adaptive() && time > 0 ? std::nextafter(time, 0.0) : time, same);
    while (epochs_.size() > 1 && epochs_.back().from > time) epochs_.pop_back();
    if (!left) {
        simulation_.change(last.model, last.time, last.solver);
        simulation_.set_events(events);
        simulation_.reset();
        return start();
    }
    simulation_.set_events(events);
    if (here) {
        simulation_.act();
    } else {
        restore_before(time);
        // Known is what leads to the last edit before; from there on steps are taken as for the first time.
        known_until_ = std::max(simulation_.time(), epochs_.back().from);
        // By as much an event may be ahead of the step's end on which it acts (Simulation).
        const double ahead = adaptive() ? 0 : 1e-9 * simulation_.scene().time.dt;
        while (simulation_.time() < time - ahead) take_step(end_of_time);
    }
    epoch_ = epochs_.size() - 1;
    move_on_with(last);
    known_until_ = simulation_.time();
    show(time);
}

/// Gives the run the dynamics that its document shows, where edits beyond were forgotten.
void Chronicle::move_on_with(const Epoch& last) {
    const Epoch& now = epochs_.back();
    const double here = simulation_.time();
    if (now.model == last.model && now.time == last.time && now.solver == last.solver) return;
    if (adaptive()) keyframes_.keep(simulation_.save());  // as before any edit
    simulation_.change(last.model, last.time, last.solver);
    epochs_.push_back({here, last.model, last.time, last.solver});
    epoch_ = epochs_.size() - 1;
}

}  // namespace coalesce
