#pragma once

#include <functional>
#include <vector>

#include "flow/frame.hpp"
#include "flow/simulation.hpp"
#include "observe/theory_monitor.hpp"

namespace coalesce {

/// A simulation seen at any rising sequence of times. Steps are whole steps of the scene's dt, whatever times are asked
/// for; between two of them tokens go along the chord, normalised. Measurements are those of the later step.
class Film {
  public:
    Film(const Scene& scene, double linking_angle, int histogram_bins, WantedDensities densities = {});

    /// @param stop  asked between steps; true ends the wait and leaves the frame as it was
    const Frame& at(double time, const std::function<bool()>& stop = {});
    Simulation& simulation() { return simulation_; }

  private:
    void fill();
    void interpolate(double time);

    Simulation simulation_;
    int histogram_bins_;
    WantedDensities densities_;
    TheoryMonitor theory_;
    Frame frame_;
    std::vector<float> before_, after_;  ///< xyz of the two steps around the time asked for
    double time_before_ = 0;
    bool filled_ = false;
};

}  // namespace coalesce
