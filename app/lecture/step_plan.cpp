#include "lecture/step_plan.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {
namespace {

/// Frames a second that a pace of steps per frame counts.
constexpr double pace_frames = 60;
constexpr double never = std::numeric_limits<double>::infinity();

bool counts_steps(const RunStart& start) {
    const bool by_step = start.pace.kind == Pace::Kind::steps_per_frame || start.pace.kind == Pace::Kind::unlimited;
    return by_step && start.adaptive;
}

/// Steps a second. A film has no "as fast as possible": such a pace is one step a frame.
double step_rate(const RunStart& start) {
    return pace_frames * (start.pace.kind == Pace::Kind::steps_per_frame ? start.pace.value : 1);
}

double changes_take(const LessonStep& step) {
    return std::max(step.set.empty() ? 0 : step.over, step.view.empty() ? 0 : step.camera_over);
}

bool waits_for_state(const LessonUntil& until) {
    return until.of == LessonUntil::Of::phase || until.of == LessonUntil::Of::merges ||
           until.of == LessonUntil::Of::clusters;
}

double question_seconds(const LessonQuestion& question) {
    std::string all = question.text;
    for (const std::string& choice : question.choices) all += " " + choice;
    return reading_seconds(all);
}

}  // namespace

/// Seconds of playing until the run is at a time; +inf if that depends on the length of its steps.
double StepPlan::way(double time) const {
    if (time <= start_.time) return 0;
    if (counts_steps(start_)) return never;
    switch (start_.pace.kind) {
        case Pace::Kind::time_per_second:
            return (time - start_.time) / start_.pace.value;
        case Pace::Kind::decades_per_second:
            return std::log10(std::max(time, start_.dt) / std::max(start_.time, start_.dt)) / start_.pace.value;
        case Pace::Kind::steps_per_frame:
        case Pace::Kind::unlimited:
            break;
    }
    return (time - start_.time) / (step_rate(start_) * start_.dt);
}

StepPlan::StepPlan(const LessonStep& step, const RunStart& start) : start_(start) {
    const bool by_state = step.until && step.until->of != LessonUntil::Of::seconds;
    plays_ = !step.lab && step.play.value_or(start.playing || by_state);
    question_ = step.question.has_value();
    waits_ = plays_ && step.until && waits_for_state(*step.until);
    goes_on_ = plays_ && !step.until;
    least_ = std::max(reading_seconds(step.caption), changes_take(step));
    if (question_) {
        pause_from_ = least_ + question_seconds(*step.question);
        run_from_ = pause_from_ + pause;
        saying_ = reading_seconds(step.question->why) + 1;
    }
    const bool seconds = step.until && step.until->of == LessonUntil::Of::seconds;
    if (seconds && !question_) fixed_ = step.until->value;
    last_time_ = start.end;
    if (step.until && step.until->of == LessonUntil::Of::time)
        last_time_ = std::min(last_time_, std::max(step.until->value, start.time));
    stretched_ = plays_ && !question_ && (!step.until || seconds);
    if (plays_ && !stretched_) {
        if (!step.until)
            run_ = shown_run;
        else if (seconds)
            run_ = step.until->value;
        else
            run_ = waits_ ? longest_wait : longest_way;
        run_ = std::min(run_, way(last_time_));
    }
    set_length();
}

/// Adds up the parts.
void StepPlan::set_length() {
    const double run_to = run_from_ + run_;
    if (question_) {
        answered_from_ = run_to;
        length_ = answered_from_ + saying_;
        return;
    }
    const bool by_condition = plays_ && !stretched_;
    length_ = fixed_ > 0 ? fixed_ : std::max(least_, by_condition ? run_to + last_look : 0);
    if (stretched_ && !ended_) run_ = length_;
}

RunPlace StepPlan::place_at(double second) const {
    if (!plays_) return {start_.time};
    if (ended_ && second >= run_to()) return end_;
    const double played = std::clamp(second - run_from_, 0.0, run_);
    if (counts_steps(start_)) return {last_time_, std::floor(played * step_rate(start_) + 1e-9)};
    double time = start_.time;
    if (start_.pace.kind == Pace::Kind::time_per_second)
        time += played * start_.pace.value;
    else if (start_.pace.kind == Pace::Kind::decades_per_second)
        time = played > 0 ? std::max(start_.time, start_.dt) * std::pow(10, played * start_.pace.value) : start_.time;
    else
        time += played * step_rate(start_) * start_.dt;
    return {std::min(time, last_time_)};
}

double StepPlan::second_of(const RunPlace& place) const {
    if (!plays_) return 0;
    const double played = counts_steps(start_) ? place.steps / step_rate(start_) : way(place.time);
    return run_from_ + played;
}

void StepPlan::end_run(const RunPlace& place) {
    if (!plays_ || ended_) return;
    run_ = std::clamp(second_of(place) - run_from_, 0.0, run_);
    end_ = place;
    ended_ = true;
    waits_ = goes_on_ = false;
    set_length();
}

RunStart run_start(const Lesson& lesson, std::size_t index, double time, bool playing) {
    const LessonStep& step = lesson.steps[index];
    RunStart start;
    const bool drawn = step.scene || step.set.effect() == Effect::new_cloud;
    start.time = step.seek.value_or(drawn ? 0 : time);
    start.playing = playing;
    for (std::size_t k = 0; k <= index; ++k) start.pace = lesson.steps[k].pace.value_or(start.pace);
    const TimeSpec spec = document_after(lesson, index).scene.time;
    start.dt = spec.dt;
    start.adaptive = spec.method == Method::adaptive;
    // A run that has passed its end plays on without one, as in the window.
    const double rounding = start.adaptive ? 0 : 1e-6 * spec.dt;
    if (start.time + rounding < spec.until) start.end = spec.until;
    return start;
}

std::vector<StepPlan> film_schedule(const Lesson& lesson) {
    std::vector<StepPlan> plans;
    double time = 0;
    bool playing = false;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        plans.emplace_back(lesson.steps[k], run_start(lesson, k, time, playing));
        const RunPlace end = plans.back().place_at(plans.back().length());
        if (std::isfinite(end.time)) time = end.time;
        playing = plans.back().goes_on();
    }
    return plans;
}

int frames_of(const StepPlan& plan, int fps) {
    return std::max(1, static_cast<int>(std::lround(plan.length() * fps)));
}

}  // namespace coalesce
