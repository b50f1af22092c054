#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/dynamics.hpp"
#include "coalesce/model/stop.hpp"
#include "lecture/step_plan.hpp"
#include "record/film.hpp"

namespace coalesce {

/// A run that a film shows and changes on its way. The changes are kept with the times of the states that they acted
/// on: looking back draws the cloud again and repeats them, so that the past is the one that was seen.
class FilmedRun {
  public:
    /// @param drawn  scene of the initial cloud, and the display by which frames are observed
    FilmedRun(SceneDocument drawn, StopToken stop);
    /// A twin: another run from the same seed, with the changes of `first`, which differs from it all the way.
    FilmedRun(const FilmedRun& first, const DocumentDiff& difference, StopToken stop);

    Simulation& simulation() { return film_->simulation(); }
    /// The frame shown. What follows from time 0 is empty before the first show().
    const Frame& frame() const { return *frame_; }
    const std::vector<Measurement>& history() const { return film_->history(); }

    /// From here on, steps are counted from the present state.
    void count_steps() { counted_from_ = simulation().steps(); }
    RunPlace place() { return {simulation().time(), static_cast<double>(simulation().steps() - counted_from_)}; }

    /// Takes model, times, solver and events of a scene: they act from the present state on. Throws InputError.
    void change(const Scene& wanted);
    /// Observes frames as a display asks for.
    void observe(const ViewState& view, bool maps);
    /// Shows the state at an earlier or later time.
    /// @param stop  polled between steps; true gives up
    void seek(double time, const std::function<bool()>& stop);
    /// Goes on to a place and shows it.
    /// @param before_step  called before every step, and may change the run; true shows the present state instead
    void show(const RunPlace& place, const std::function<bool()>& before_step);
    /// Compares the present state with the limit theorems; frames have the result until the next call.
    void compare_with_theory() {
        theory_ = film_->compare_with_theory();
        ++comparisons_;
    }
    const std::vector<Comparison>& theory() const { return theory_; }
    std::size_t comparisons() const { return comparisons_; }

  private:
    struct Change {
        double time;  ///< of the state from which it acts
        Dynamics dynamics;
    };
    void draw();

    SceneDocument drawn_;
    StopToken stop_;
    std::unique_ptr<Film> film_;
    const Frame* frame_ = nullptr;
    std::vector<Change> changes_;
    std::vector<Comparison> theory_;
    std::size_t comparisons_ = 0;
    std::uint64_t counted_from_ = 0;
};

}  // namespace coalesce
