#include "lecture/lesson_run.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "chart/numbers.hpp"
#include "coalesce/document/twins.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/theory/sphere_heat.hpp"

namespace coalesce {
namespace {

/// True if a panel is shown at a step: the last list until then says so.
bool shows_panel(const Lesson& lesson, std::size_t index, LessonPanel panel) {
    for (std::size_t k = index + 1; k-- > 0;)
        if (const auto& show = lesson.steps[k].show) return std::find(show->begin(), show->end(), panel) != show->end();
    return false;
}

std::string condition_words(const LessonUntil& until) {
    switch (until.of) {
        case LessonUntil::Of::phase:
            return "phase " + until.phase;
        case LessonUntil::Of::merges:
            return number_text(until.value) + " merges";
        case LessonUntil::Of::clusters:
            return number_text(until.value) + " clusters";
        case LessonUntil::Of::time:
            return "time " + number_text(until.value, 6);
        case LessonUntil::Of::seconds:
            break;
    }
    return "";
}

}  // namespace

LessonRun::LessonRun(const Lesson& lesson, std::optional<Theme> theme, StopToken stop)
    : lesson_(lesson), theme_(theme), stop_(stop) {}

SceneDocument LessonRun::document_at_second(double second) const {
    if (second >= eased_for_) return complete_;
    SceneDocument document = document_at(lesson_, index_, second);
    if (theme_) document.view.theme = *theme_;
    return document;
}

const StepPlan& LessonRun::begin(std::size_t index, const Stop& stop) {
    index_ = index;
    const LessonStep& step = lesson_.steps[index];
    eased_for_ = std::max(step.set.empty() ? 0 : step.over, step.view.empty() ? 0 : step.camera_over);
    complete_ = document_after(lesson_, index);
    if (theme_) complete_.view.theme = *theme_;
    document_ = document_at_second(0);
    if (step.lab) runs_.clear();
    if (lab_at(lesson_, index)) {
        plan_.emplace(step, RunStart{});
        playing_ = false;
        return *plan_;
    }
    if (step.scene || runs_.empty() || step.set.effect() == Effect::new_cloud) {
        runs_.clear();
        distances_.clear();
        runs_.emplace_back(document_, stop_);
        time_ = 0;
        most_clusters_ = 0;
    }
    if (step.twin_change != TwinChange::keep || !twin_at(lesson_, index)) {
        runs_.erase(runs_.begin() + 1, runs_.end());
        distances_.clear();
    }
    FilmedRun& first = runs_.front();
    if (step.seek) {
        first.seek(*step.seek, stop);
        if (runs_.size() > 1) runs_[1].seek(*step.seek, stop);
    }
    first.change(document_.scene);
    first.count_steps();
    count_clusters();
    settled_ = {eased_for_ == 0, false};
    plan_.emplace(step, run_start(lesson_, index, time_, playing_));
    met_ = false;
    if (runs_.size() == 1 && twin_at(lesson_, index)) begin_twin(stop);
    show(0, stop);
    return *plan_;
}

/// Draws the twin and brings it to the time of the first run.
void LessonRun::begin_twin(const Stop& stop) {
    FilmedRun twin(runs_.front(), *twin_at(lesson_, index_), stop_);
    twin.seek(runs_.front().frame().time, stop);
    runs_.push_back(std::move(twin));
}

std::size_t LessonRun::count_clusters() {
    const std::size_t count = counted(runs_.front().simulation().clustering().clusters);
    most_clusters_ = std::max(most_clusters_, count);
    return count;
}

bool LessonRun::condition_holds() {
    const LessonUntil& until = *lesson_.steps[index_].until;
    Simulation& simulation = runs_.front().simulation();
    switch (until.of) {
        case LessonUntil::Of::phase: {
            const std::vector<Phase>& phases = simulation.phases();
            return !phases.empty() && phases.back().known && phases.back().name == until.phase;
        }
        case LessonUntil::Of::merges:
            return static_cast<double>(simulation.merges().size()) >= until.value;
        case LessonUntil::Of::clusters: {
            // A crowd that is still even counts as one cluster and has not fallen to it.
            const auto count = static_cast<double>(count_clusters());
            return count <= until.value && static_cast<double>(most_clusters_) > until.value;
        }
        case LessonUntil::Of::time:
        case LessonUntil::Of::seconds:
            break;
    }
    return false;
}

/// Gives a run the values of the present step's changes at a second. Costs nothing once they are complete.
void LessonRun::change_to(std::size_t run, double second) {
    if (settled_[run]) return;
    SceneDocument document = document_at_second(second);
    if (run > 0) apply(*twin_at(lesson_, index_), document);
    runs_[run].change(document.scene);
    settled_[run] = second >= eased_for_;
}

void LessonRun::show_first(double second, const Stop& stop) {
    FilmedRun& run = runs_.front();
    StepPlan& plan = *plan_;
    const bool playing = plan.plays() && second >= plan.run_from() && second < plan.run_to();
    run.show(plan.place_at(second), [&] {
        if (plan.waits() && condition_holds()) {
            plan.end_run(run.place());
            met_ = true;
            return true;
        }
        change_to(0, plan.second_of(run.place()));
        return stop && stop();
    });
    if (!playing && !settled_[0]) {
        change_to(0, second);
        run.show(plan.place_at(second), [&] { return stop && stop(); });
    }
    const double rounding = plan.start().adaptive ? 0 : 1e-6 * plan.start().dt;
    if (!plan.plays() || plan.ended() || run.frame().time + rounding < plan.last_time()) return;
    const LessonStep& step = lesson_.steps[index_];
    met_ = met_ || (step.until && step.until->of == LessonUntil::Of::time && step.until->value <= plan.last_time());
    plan.end_run({run.frame().time, run.place().steps});
}

void LessonRun::show_twin(double second, const Stop& stop) {
    FilmedRun& twin = runs_[1];
    const bool playing = plan_->plays() && second >= plan_->run_from() && second < plan_->run_to();
    const RunPlace place{runs_.front().frame().time};
    twin.show(place, [&] {
        change_to(1, std::min(second, plan_->second_of({twin.place().time})));
        return stop && stop();
    });
    if (playing || settled_[1]) return;
    change_to(1, second);
    twin.show(place, [&] { return stop && stop(); });
}

void LessonRun::show(double second, const Stop& stop) {
    document_ = document_at_second(second);
    if (runs_.empty()) return;
    for (FilmedRun& run : runs_)
        run.observe(document_.view,
                    shows_panel(lesson_, index_, LessonPanel::histogram) && has_sphere_heat(document_.scene));
    show_first(second, stop);
    if (runs_.size() > 1) show_twin(second, stop);
    measure_distance();
    time_ = runs_.front().frame().time;
    playing_ = plan_->goes_on();
}

/// Measures how far the twin's cloud is from the first one, for the plot beside their energies.
void LessonRun::measure_distance() {
    if (runs_.size() < 2 || !shows_panel(lesson_, index_, LessonPanel::energy)) return;
    const Frame* frames[] = {&runs_[0].frame(), &runs_[1].frame()};
    distances_.forget_after(frames[0]->time);
    distances_.add(frames);
}

SceneDocument LessonRun::document_of(std::size_t run) const {
    SceneDocument document = document_;
    if (run > 0) apply(*twin_at(lesson_, index_), document);
    return document;
}

std::string LessonRun::difference_words(std::size_t run) const {
    const SceneDocument first = document_of(0), twin = document_of(1);
    const SceneDocument* const both[] = {&first, &twin};
    return twin_words(both)[run];
}

std::string LessonRun::missed() const {
    const LessonStep& step = lesson_.steps[index_];
    if (!step.until || met_ || !plan_->plays() || step.until->of == LessonUntil::Of::seconds) return "";
    const std::string where =
        plan_->ended() ? ", the scene's end; the film goes on"
                       : " (" + number_text(plan_->run_to() - plan_->run_from()) + " s of film); the film goes on";
    return "step " + std::to_string(index_ + 1) + ": until: " + condition_words(*step.until) +
           " did not come by t = " + number_text(time_, 4) + where;
}

}  // namespace coalesce
