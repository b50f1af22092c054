#pragma once

#include <chrono>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "sweep/swept_scene.hpp"

namespace coalesce {

/// A run of a scene, and what of its past the simulation does not keep. Times are NaN for what has not happened.
class WatchedRun {
  public:
    /// What is watched on the way; the run moves as it would without.
    struct Watch {
        bool past = true;        ///< clusters, phases and merges; for small crowds they take longer than the steps
        bool gathering = false;  ///< all tokens at one place, a pass over them a look
    };
    /// @param document  must outlive the run
    WatchedRun(const SceneDocument& document, Watch watch, StopToken stop);

    /// Runs to the scene's end, or to `stop`, which needs the past watched.
    void take_steps(const std::optional<SweepStop>& stop);

    const SceneDocument& document() const { return document_; }
    Simulation& simulation() { return simulation_; }
    /// Seconds from the draw of the tokens to the end.
    double seconds() const { return seconds_; }
    int most_clusters() const { return most_; }
    /// The first time at which all tokens were at one place.
    double time_of_gathering() const { return gathered_; }
    /// The first time with at most `count` clusters after there were more.
    double time_of_clusters(int count) const;
    /// The time at which a phase of that name begins.
    double time_of_phase(std::string_view name);
    /// The time of merge number k, from 1.
    double time_of_merge(std::size_t k);
    /// Length of the k-th stretch of time between merges, from 1; the first begins with the pairing phase, or with the
    /// run where there is none.
    double plateau(std::size_t k);
    double largest_mass();
    /// Distance of the last state from the heat limit; NaN: the limit does not apply to it.
    double heat_distance();

  private:
    void look();
    bool is_gathered() const;
    bool over(const SweepStop& stop);

    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    const SceneDocument& document_;
    Simulation simulation_;
    std::vector<std::pair<double, int>> counts_;  ///< clusters, and the time from which there were as many
    int most_ = 0;
    Watch watch_;
    double gathered_ = std::numeric_limits<double>::quiet_NaN();
    double seconds_ = 0;
};

}  // namespace coalesce
