#pragma once

#include <string>
#include <vector>

#include "model/model.hpp"
#include "observe/clusters.hpp"
#include "theory/alignment.hpp"

namespace coalesce {

/// A stretch of time in which one thing happens (MS §3): alignment O(1), heat O(β), pairing O(e^{cβ}).
struct Phase {
    std::string name;  ///< "alignment", "heat" or "pairing"
    double from = 0, to = 0;
    std::string criterion;  ///< how it was told from measurements
};

/// Two clusters that became one.
struct Merge {
    double time = 0;
    double masses[2] = {};  ///< the heavier first
    double angle = 0;       ///< between the two when last seen apart, radians
};

/// Root mean square angle of tokens from the centre of their cluster, radians.
double spread_within(const Cloud& cloud, const Clustering& clustering);

/// Names the phases of a run while it goes on. A phase that has ended does not come back, so that phases are in order
/// and do not overlap; a phase whose end is already there at the start is left out.
class PhaseTracker {
  public:
    explicit PhaseTracker(const Model& model);

    /// @param residual  mean angle between a token and E_max, radians; 0 or NaN where E_max is everything or undefined
    /// @param spread    spread_within of the clusters linked at 1/sqrt(β)
    void observe(double time, double residual, double spread);
    /// The model was changed: phases so far stay, what follows is judged anew.
    void restart(const Model& model);
    const std::vector<Phase>& phases() const { return phases_; }
    bool pairing() const { return !phases_.empty() && phases_.back().name == "pairing"; }

  private:
    enum class Stage { alignment, heat, pairing };
    bool aligned(double time, double residual);
    void enter(Stage stage, double time);

    double residual_bound_, spread_bound_, window_;
    double window_start_ = 0, window_residual_ = 0;
    bool started_ = false;
    Stage stage_ = Stage::alignment;
    std::vector<Phase> phases_;
};

/// Records merges of clusters linked at 1/sqrt(β), whose count is what the pairing phase lowers. Clusters lighter than
/// a hundredth of the cloud are stragglers of the heat phase and make no entry.
class MergeTracker {
  public:
    /// The first call names the clusters that can merge.
    void observe(double time, const Clustering& clustering);
    void restart() { former_ = {}; }
    const std::vector<Merge>& merges() const { return merges_; }
    std::size_t bytes() const { return former_.bytes() + merges_.size() * sizeof(Merge); }

  private:
    Clustering former_;
    std::vector<Merge> merges_;
};

}  // namespace coalesce
