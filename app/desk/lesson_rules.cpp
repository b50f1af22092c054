#include "desk/lesson_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "view/time_scale.hpp"

namespace coalesce {
namespace {

constexpr double displayed_per_second = 60;  // Pace::Kind::steps_per_frame counts displayed frames of 1/60 s

std::optional<UntilMet> merges_met(double count, const Frame& frame) {
    const auto wanted = static_cast<std::size_t>(count);
    if (wanted == 0) return UntilMet{frame.time};
    if (frame.merges.size() < wanted || frame.merges[wanted - 1].time > frame.time) return {};
    return UntilMet{frame.merges[wanted - 1].time};
}

/// Holds in the first state with so few clusters after one with more.
bool have_fallen_to(double count, const Frame& frame, std::span<const Measurement> history) {
    const auto more = [&](const Measurement& row) { return row.time <= frame.time && row.clusters > count; };
    return frame.now.clusters > 0 && frame.now.clusters <= count && std::any_of(history.begin(), history.end(), more);
}

}  // namespace

bool opens_run(const Lesson& lesson, std::size_t step) {
    const LessonStep& at = lesson.steps[step];
    return at.scene.has_value() || (!at.set.empty() && at.set.effect() == Effect::new_cloud);
}

const DocumentDiff* twin_in(const Lesson& lesson, std::size_t step) {
    for (std::size_t k = step + 1; k-- > 0;) {
        const LessonStep& at = lesson.steps[k];
        if (at.twin_change == TwinChange::begin) return &at.twin;
        if (at.twin_change == TwinChange::end || at.scene || at.lab) return nullptr;
    }
    return nullptr;
}

bool parts_run(const Lesson& lesson, std::size_t step) {
    if (step == 0 || opens_run(lesson, step)) return false;
    const LessonStep& at = lesson.steps[step];
    const bool moves = !at.set.empty() && at.set.effect() == Effect::live;
    return moves || at.twin_change == TwinChange::begin || (twin_in(lesson, step - 1) && !twin_in(lesson, step));
}

std::size_t run_in(const Lesson& lesson, std::size_t step) {
    while (step > 0 && !opens_run(lesson, step) && !parts_run(lesson, step)) --step;
    return step;
}

bool plays_in(const Lesson& lesson, std::size_t step) {
    if (lab_in(lesson, step)) return false;
    for (std::size_t k = step;; --k) {
        const LessonStep& at = lesson.steps[k];
        if (at.lab) return false;
        if (at.play) return *at.play;
        if (at.until && at.until->of != LessonUntil::Of::seconds) return true;
        if (k == 0 || lesson.steps[k - 1].until) return false;
    }
}

const LessonLab* lab_in(const Lesson& lesson, std::size_t step) {
    for (std::size_t k = step + 1; k-- > 0;) {
        if (lesson.steps[k].lab) return &*lesson.steps[k].lab;
        if (lesson.steps[k].scene) return nullptr;
    }
    return nullptr;
}

std::optional<Pace> pace_in(const Lesson& lesson, std::size_t step) {
    for (std::size_t k = step + 1; k-- > 0;)
        if (lesson.steps[k].pace) return lesson.steps[k].pace;
    return {};
}

std::span<const LessonPanel> panels_in(const Lesson& lesson, std::size_t step) {
    for (std::size_t k = step + 1; k-- > 0;)
        if (lesson.steps[k].show) return *lesson.steps[k].show;
    return {};
}

double easing_seconds(const LessonStep& step) {
    return std::max(step.set.empty() ? 0 : step.over, step.view.empty() ? 0 : step.camera_over);
}

std::optional<UntilMet> until_met(const LessonUntil& until, const Frame& frame, double seconds,
                                  std::span<const Measurement> history) {
    const auto now = [&](bool met) { return met ? std::optional(UntilMet{frame.time}) : std::nullopt; };
    switch (until.of) {
        case LessonUntil::Of::time:
            // The last whole step up to the time counts as having reached it.
            return frame.time >= until.value * (1 - 1e-12) ? std::optional(UntilMet{until.value}) : std::nullopt;
        case LessonUntil::Of::phase: {
            const Phase* phase = phase_at(frame.phases, frame.time);
            if (!phase || phase->name != until.phase) return {};
            return UntilMet{std::min(phase->from, frame.time)};
        }
        case LessonUntil::Of::merges:
            return merges_met(until.value, frame);
        case LessonUntil::Of::clusters:
            return now(have_fallen_to(until.value, frame, history));
        case LessonUntil::Of::seconds:
            return now(seconds >= until.value);
    }
    return {};
}

std::optional<double> end_time(const Lesson& lesson, std::size_t index) {
    const LessonStep& step = lesson.steps[index];
    if (step.until && step.until->of == LessonUntil::Of::time) return step.until->value;
    return plays_in(lesson, index) ? std::nullopt : begin_time(lesson, index);
}

std::optional<double> begin_time(const Lesson& lesson, std::size_t index) {
    if (lesson.steps[index].seek) return lesson.steps[index].seek;
    if (opens_run(lesson, index)) return 0;
    return index == 0 ? std::nullopt : end_time(lesson, index - 1);
}

bool eases(const DocumentDiff& change) {
    return std::any_of(change.changes().begin(), change.changes().end(), [](const DocumentDiff::Change& each) {
        return std::holds_alternative<double>(each.after) || std::holds_alternative<Matrix>(each.after);
    });
}

double time_after(double time, double seconds, const Pace& pace, double dt) {
    switch (pace.kind) {
        case Pace::Kind::steps_per_frame:
            return time + seconds * displayed_per_second * pace.value * dt;
        case Pace::Kind::time_per_second:
            return time + seconds * pace.value;
        case Pace::Kind::decades_per_second:
            return std::max(time, dt) * std::pow(10, seconds * pace.value);
        case Pace::Kind::unlimited:
            break;
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace coalesce
