#include "flow/pacer.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {

namespace {

double seconds(std::chrono::steady_clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

void RateMeter::restart(Time now) {
    since_ = now;
    steps_ = rate_ = 0;
}

void RateMeter::count_step(Time now) {
    steps_ += 1;
    const double elapsed = seconds(now - since_);
    const bool window_over = elapsed >= 0.5;
    if (window_over || (rate_ == 0 && elapsed > 0.05)) rate_ = steps_ / elapsed;
    if (window_over) {
        since_ = now;
        steps_ = 0;
    }
}

void Pacer::play(const Run& run, Time now) {
    playing_ = true;
    ended_ = false;
    reach_.reset();
    beyond_ = at_end(run);
    forget_credit(now);
    next_tick_ = now;
    meter_.restart(now);
}

void Pacer::reach(double time, Time now) {
    playing_ = true;
    ended_ = false;
    reach_ = time;
    meter_.restart(now);
}

void Pacer::pause(Time now) {
    stop();
    meter_.restart(now);
}

void Pacer::look(Time now) {
    pause(now);
    ended_ = false;
}

void Pacer::stop() {
    playing_ = false;
    asked_ = 0;
    reach_.reset();
}

void Pacer::ask(int steps) {
    ended_ = false;
    asked_ += std::max(steps, 0);
}

void Pacer::set_pace(Pace pace, Time now) {
    pace_ = pace;
    forget_credit(now);
}

void Pacer::restart(Time now) {
    if (reach_) stop();
    forget_credit(now);
    ended_ = beyond_ = false;
    meter_.restart(now);
}

/// An end moved ahead is played to.
void Pacer::edited(const Run& run, Time now) {
    if (!at_end(run)) ended_ = beyond_ = false;
    forget_credit(now);
}

/// Adaptive steps vary in length, and decades are no number of steps: a tick grants a time to go to, in as many steps
/// as it takes. The last of them may lead beyond, and is then shown in part.
bool Pacer::by_time(const Run& run) const {
    return pace_.kind == Pace::Kind::decades_per_second || (pace_.kind == Pace::Kind::time_per_second && run.adaptive);
}

/// Fixed steps reach the end with the last whole step, whose time is a sum and may miss it by rounding.
bool Pacer::at_end(const Run& run) const {
    const double rounding = run.adaptive ? 0 : 1e-6 * run.dt;
    return run.time + rounding >= run.until;
}

bool Pacer::reached(const Run& run) const {
    if (run.adaptive) return run.state >= *reach_;
    return run.state + run.dt > *reach_ + 1e-6 * run.dt;
}

/// Fixed steps may be longer than a tick's share of time, which then accumulates
/// over ticks. A tick grants the time since the last one, since slow steps delay
/// ticks, but at most a tenth of a second, so that no leap follows a stall.
double Pacer::time_after_tick(const Run& run, Time now) const {
    const double share = std::max(pace_.value, 0.0) * std::min(seconds(now - last_grant_), 0.1);
    const double granted = run.adaptive ? run.time : std::max(run.time, tick_until_);
    if (pace_.kind == Pace::Kind::time_per_second) return granted + share;
    return std::max(granted, run.dt) * std::pow(10, share);
}

void Pacer::forget_credit(Time now) {
    credit_ = tick_until_ = 0;
    last_grant_ = now;
}

bool Pacer::step_allowed(const Run& run) const {
    if (asked_ > 0) return true;
    if (!playing_) return false;
    if (reach_) return !reached(run);
    if (pace_.kind == Pace::Kind::unlimited) return true;
    if (!by_time(run)) return credit_ >= 1;
    return run.state + (run.adaptive ? 0 : run.dt) < tick_until_;
}

bool Pacer::refill(const Run& run, Time now) {
    if (!playing_ || step_allowed(run) || now < next_tick_) return false;
    if (by_time(run))
        tick_until_ = time_after_tick(run, now);
    else if (pace_.kind == Pace::Kind::steps_per_frame)
        credit_ += std::max(pace_.value, 0.0);
    else
        credit_ += std::max(pace_.value, 0.0) / frame_rate / run.dt;
    last_grant_ = now;
    next_tick_ = std::max(next_tick_ + tick, last_grant_);
    return true;
}

bool Pacer::spend(const Run& run) {
    if (asked_ > 0) {
        --asked_;
        return true;
    }
    if (!by_time(run)) credit_ = std::max(credit_ - 1, 0.0);
    return false;
}

std::optional<double> Pacer::shown_part(const Run& run) const {
    if (run.adaptive && reach_) return reach_;
    if (!run.adaptive || !by_time(run)) return {};
    return std::max(run.time, tick_until_);
}

bool Pacer::end_if_due(const Run& run) {
    if (reach_) {
        if (!reached(run)) return false;
        stop();
        return true;
    }
    if (!playing_ || beyond_ || !at_end(run)) return false;
    playing_ = false;
    return ended_ = true;
}

}  // namespace coalesce
