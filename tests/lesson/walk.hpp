#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// Walks a lesson without a window: each step is simulated from where it begins to its `until`. A step without `until`
/// is left after the time of reading its caption. While the run plays, eased changes are made thirty times a second.
class LessonWalk {
  public:
    explicit LessonWalk(const Lesson& lesson) : lesson_(lesson) {}

    /// Goes through the next step.
    /// @return  false if `until` is not reached by time.until
    bool advance() {
        const LessonStep& step = lesson_.steps.at(index_);
        const std::size_t index = index_++;
        if (step.pace) pace_ = *step.pace;
        if (step.play) play_ = *step.play;
        if (lab_at(lesson_, index)) {
            run_.reset();
            twin_.reset();
            return true;
        }
        const bool eased = play_ && step.over > 0 && step.set.effect() == Effect::live;
        open(step, index, eased ? document_at(lesson_, index, 0) : document_after(lesson_, index));
        began_ = run_->time();
        most_clusters_ = std::max(most_clusters_, run_->measure().clusters);
        if (eased) ease(step, index);
        return go(step);
    }

    std::size_t steps_taken() const { return index_; }
    /// Time at which the last step began.
    double began() const { return began_; }
    Simulation& run() const { return *run_; }
    Simulation& twin() const { return *twin_; }
    /// The laboratory that is open.
    const LessonLab& lab() const { return *lab_at(lesson_, index_ - 1); }
    bool has_run() const { return run_ != nullptr; }
    bool has_twin() const { return twin_ != nullptr; }

  private:
    using Of = LessonUntil::Of;

    void open(const LessonStep& step, std::size_t index, const SceneDocument& document) {
        const bool drawn = step.scene || step.set.effect() == Effect::new_cloud || !run_;
        const bool back = step.seek && run_ && *step.seek < run_->time();
        if (drawn) most_clusters_ = 0;
        if (drawn || back)
            run_ = std::make_unique<Simulation>(document.scene);
        else if (!step.set.empty())
            run_->change(document.scene.model, document.scene.time, document.scene.solver);
        run_->set_linking_angle(document.view.linking_angle);
        if (step.seek) pass(*run_, *step.seek);

        const DocumentDiff* const difference = twin_at(lesson_, index);
        if (!difference) return twin_.reset();
        SceneDocument other = document;
        apply(*difference, other);
        if (drawn || back || !twin_ || step.twin_change == TwinChange::begin)
            twin_ = std::make_unique<Simulation>(other.scene);
        else if (!step.set.empty())
            twin_->change(other.scene.model, other.scene.time, other.scene.solver);
        pass(*twin_, run_->time());
    }

    void ease(const LessonStep& step, std::size_t index) {
        constexpr double frame = 1.0 / 30;
        const DocumentDiff* const difference = twin_at(lesson_, index);
        const auto change = [](Simulation& run, const Scene& scene) {
            run.change(scene.model, scene.time, scene.solver);
        };
        for (double seconds = frame; seconds < step.over + frame; seconds += frame) {
            SceneDocument document = document_at(lesson_, index, seconds);
            change(*run_, document.scene);
            pass(*run_, time_after(frame));
            if (!difference) continue;
            apply(*difference, document);
            change(*twin_, document.scene);
            pass(*twin_, run_->time());
        }
    }

    static void pass(Simulation& run, double time) {
        while (run.time() < time * (1 - 1e-12)) run.step();
    }

    double time_after(double seconds) const {
        const double now = run_->time(), dt = run_->scene().time.dt;
        switch (pace_.kind) {
            case Pace::Kind::time_per_second:
                return now + pace_.value * seconds;
            case Pace::Kind::decades_per_second:
                return std::max(now, dt) * std::pow(10, pace_.value * seconds);
            case Pace::Kind::steps_per_frame:
            case Pace::Kind::unlimited:
                break;
        }
        return now + 60 * pace_.value * seconds * dt;
    }

    bool holds(const LessonUntil& until) {
        switch (until.of) {
            case Of::phase:
                return !run_->phases().empty() && run_->phases().back().name == until.phase;
            case Of::merges:
                return static_cast<double>(run_->merges().size()) >= until.value;
            case Of::clusters:
                most_clusters_ = std::max(most_clusters_, run_->measure().clusters);
                return run_->measure().clusters <= static_cast<int>(until.value) &&
                       most_clusters_ > static_cast<int>(until.value);
            case Of::time:
            case Of::seconds:
                break;
        }
        return false;
    }

    bool go(const LessonStep& step) {
        if (!play_) return true;
        const double end = run_->scene().time.until;
        const bool by_time = !step.until || step.until->of == Of::time || step.until->of == Of::seconds;
        if (by_time) {
            const bool timed = step.until && step.until->of == Of::time;
            const double seconds = step.until ? step.until->value : reading_seconds(step.caption);
            pass(*run_, timed ? step.until->value : std::min(end, time_after(seconds)));
        } else {
            while (!holds(*step.until)) {
                if (run_->time() >= end) return false;
                run_->step();
            }
        }
        if (twin_) pass(*twin_, run_->time());
        return true;
    }

    const Lesson& lesson_;
    std::size_t index_ = 0;
    std::unique_ptr<Simulation> run_, twin_;
    Pace pace_;
    bool play_ = false;
    double began_ = 0;
    int most_clusters_ = 0;
};

}  // namespace coalesce
