#pragma once

#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/simulation.hpp"

namespace coalesce::studies {

/// Frames of a run in adaptive time, from which a figure chooses its panels when it knows what happened: the first, the
/// last, one sixteenth of a decade apart, and every one at which a phase began or clusters merged.
class KeptFrames {
  public:
    KeptFrames(Simulation& simulation, int histogram_bins);
    /// After every step.
    void look(Simulation& simulation);
    /// The kept frame whose log time is nearest.
    const Frame& nearest(double time) const;

  private:
    void keep(Simulation& simulation);

    int bins_;
    std::vector<Frame> frames_;
    bool last_is_passing_ = false;  ///< kept only until the next step
    std::size_t phases_ = 0, merges_ = 0;
    double next_ = 0;
};

}  // namespace coalesce::studies
