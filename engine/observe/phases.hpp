#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/model.hpp"
#include "observe/clusters.hpp"
#include "theory/phase_rules.hpp"

namespace coalesce {

/// A stretch of time in which one thing happens.
///
/// Named after a theorem, where phase_rules() allow it: "alignment" O(1), "heat" O(β), "pairing" O(e^{cβ}). Else after
/// what is measured: "clustering" and "spreading" (tokens get more, or less, crowded), "steady" (nothing moves),
/// "turning" (tokens move, and stay as crowded as they are), "mixing" (so do they, by noise).
struct Phase {
    std::string name;
    double from = 0, to = 0;
    std::string criterion;  ///< what was measured, and the bound that told
};

/// Two clusters that became one.
struct Merge {
    double time = 0;
    double masses[2] = {};  ///< the heavier first
    double angle = 0;       ///< between the two when last seen apart, radians
};

/// Root mean square angle of tokens from the centre of their cluster, radians.
double spread_within(const Cloud& cloud, const Clustering& clustering);

/// The same measured along the circle E_max, whatever elevation above it tokens still have: root mean square angle from
/// the centre of those that are linked at `reach` there, radians.
/// @param angles  plane_angles() of the cloud
double spread_within_circle(std::span<const double> angles, std::span<const double> masses, double reach);

/// Among more clusters than this no pair matters, and the phase is not the pairing law's.
inline constexpr std::size_t most_pairing_clusters = 60;

/// Measurements of one state by which phases are told.
struct PhaseMeasure {
    double time = 0;
    double residual = 0;       ///< mean angle between a token and E_max, radians; 0 or NaN where there is none
    double spread = 0;         ///< about the centres of clusters, within E_max, radians
    double crowding = 0;       ///< Groups::crowding
    double mean_speed = 0;     ///< radians per unit of time
    std::size_t clusters = 0;  ///< that are counted
};

/// Names the phases of a run while it goes on. What a theorem names comes in the order of the theorems and does not
/// come back; pairing lasts until one cluster is left. Phases are in order and do not overlap; one whose end is there
/// at the start is left out.
class PhaseTracker {
  public:
    explicit PhaseTracker(PhaseRules rules);

    const PhaseRules& rules() const { return rules_; }
    void observe(const PhaseMeasure& now);
    /// The model was changed: phases so far stay, what follows is judged anew.
    void restart(PhaseRules rules);
    const std::vector<Phase>& phases() const { return phases_; }

  private:
    enum class Name { alignment, heat, pairing, clustering, spreading, steady, turning, mixing };
    bool aligned(const PhaseMeasure& now);
    bool at_rest(const PhaseMeasure& now) const;
    Name named(const PhaseMeasure& now);
    Name measured(const PhaseMeasure& now);
    Name before_measured() const;
    void start_window(const PhaseMeasure& now);
    void enter(Name name, double time);
    std::string criterion_of(Name name) const;
    std::string why_no_theorem() const;

    PhaseRules rules_;
    double residual_bound_, spread_bound_, reach_, unit_;
    double window_start_ = 0, window_residual_ = 0;  ///< of alignment
    bool aligned_ = false, heat_over_ = false, pairing_ = false;
    double trend_start_ = 0, trend_crowding_ = 0, trend_way_ = 0;  ///< since when the crowding is compared
    bool trend_known_ = false;
    Name trend_ = Name::clustering;
    double began_ = 0, last_time_ = 0;
    bool started_ = false, guessed_ = false;
    Name name_ = Name::alignment;
    std::vector<Phase> phases_;
};

/// Records merges of clusters (observe/groups.hpp), whenever two become one. Clusters lighter than a hundredth of the
/// cloud are stragglers and make no entry. Nor does what left a cluster and fell back: a part that splits off counts as
/// a cluster that can merge once it has stood farther away than twice the reach of a link, and farther than one and a
/// half times where the two last merged; so does a pair whose density dips on and off at its bound.
class MergeTracker {
  public:
    /// @param clustering  with the identities of a ClusterTracker that has seen every earlier call's. The first call
    ///                    names clusters that can merge.
    /// @param reach       group_reach(β), radians
    void observe(double time, const Clustering& clustering, double reach);
    void restart();
    const std::vector<Merge>& merges() const { return merges_; }
    std::size_t bytes() const;

  private:
    /// A cluster that split from another and has not stood apart yet.
    struct Split {
        int identity, from;
        double wanted;  ///< angle between the two
    };
    void note_splits(const Clustering& clustering, const std::vector<std::size_t>& origin, double reach);
    void note_distance(const Clustering& clustering);
    bool counts(int identity) const;

    Clustering former_;
    std::vector<Split> splits_;
    std::vector<Merge> merges_;
    std::vector<int> merged_into_;  ///< of each merge the identity that lived on, by which a later split knows it
};

}  // namespace coalesce
