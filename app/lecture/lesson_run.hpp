#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/flow/twin_distances.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "lecture/filmed_run.hpp"
#include "lecture/step_plan.hpp"

namespace coalesce {

/// The runs of a lesson as a film shows them: the first one, and its twin beside it.
///
/// A change that a step eases acts on every step of the simulation with the values that belong to the simulated time
/// at which that step begins; while the run waits it acts at once. Tokens therefore depend neither on the machine nor
/// on the rate of the frames.
class LessonRun {
  public:
    using Stop = std::function<bool()>;

    /// @param theme  of the film; nullopt: that of each scene
    LessonRun(const Lesson& lesson, std::optional<Theme> theme, StopToken stop);

    /// Begins the next step: draws a cloud if it opens a scene or changes what needs one, and seeks.
    /// @param stop  polled between steps of the simulation; true gives up
    const StepPlan& begin(std::size_t index, const Stop& stop);
    /// The present step's plan, which a condition shortens when it is met.
    const StepPlan& plan() const { return *plan_; }
    /// Goes on to a second of the present step.
    void show(double second, const Stop& stop);

    /// Scene and display at that second.
    const SceneDocument& document() const { return document_; }
    /// The first run and its twin; none in a laboratory.
    std::vector<FilmedRun>& runs() { return runs_; }
    /// Distances of the twin from the first run at the times shown, since the twin is there.
    const TwinDistances& distances() const { return distances_; }
    /// Scene of a run.
    SceneDocument document_of(std::size_t run) const;
    /// Words for what a run has where it differs from its twin: "attention: softmax".
    std::string difference_words(std::size_t run) const;
    /// Why the present step went on before its condition was met; empty: it was met, or there is none.
    std::string missed() const;

  private:
    SceneDocument document_at_second(double second) const;
    bool condition_holds();
    std::size_t count_clusters();
    void show_first(double second, const Stop& stop);
    void show_twin(double second, const Stop& stop);
    void change_to(std::size_t run, double second);
    void begin_twin(const Stop& stop);
    void measure_distance();

    const Lesson& lesson_;
    std::optional<Theme> theme_;
    StopToken stop_;
    std::size_t index_ = 0;
    double eased_for_ = 0;    ///< seconds in which the present step's changes are eased
    SceneDocument complete_;  ///< the present step's, when its changes are complete
    SceneDocument document_;
    std::vector<FilmedRun> runs_;
    TwinDistances distances_;
    std::optional<StepPlan> plan_;
    std::array<bool, 2> settled_{};  ///< a run has the values of the present step's changes at their end
    bool met_ = false, playing_ = false;
    std::size_t most_clusters_ = 0;  ///< of the first run, where it was looked at
    double time_ = 0;
};

}  // namespace coalesce
