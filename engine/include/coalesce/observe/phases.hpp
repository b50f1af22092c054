#pragma once

#include <span>
#include <string>
#include <vector>

#include "coalesce/model/model.hpp"
#include "coalesce/observe/clusters.hpp"
#include "coalesce/theory/phase_rules.hpp"

namespace coalesce {

/// A stretch of time with one kind of motion.
///
/// Named after a theorem if phase_rules() allow it: "alignment" O(1), "heat" O(β), "pairing" O(e^{cβ}). Else after
/// measurements: "clustering" and "spreading" (tokens get more, or less, crowded), "steady" (nothing moves), "turning"
/// (tokens move at constant crowding), "mixing" (the same, by noise).
struct Phase {
    std::string name;       ///< one of the words above
    double from = 0;        ///< time of the equation of motion
    double to = 0;          ///< of the last phase: time of the last observation
    std::string criterion;  ///< the measured quantity and its bound
    /// False while the name is a guess from the model: crowding has not been compared yet. Nothing shows such a name.
    bool known = true;
};

/// A merge of two clusters.
struct Merge {
    double time = 0;        ///< of the first state in which they are one
    double masses[2] = {};  ///< the heavier first
    double angle = 0;       ///< between the two when last apart, radians
};

/// Root mean square angle of tokens from the centre of their cluster, radians.
double spread_within(const Cloud& cloud, const Clustering& clustering);

/// The same measured along the circle E_max, whatever elevation tokens have above it: root mean square angle from the
/// centres of the tokens linked at `reach` there, radians.
/// @param angles  plane_angles() of the cloud
double spread_within_circle(std::span<const double> angles, std::span<const double> masses, double reach);

/// Largest number of clusters for the pairing law: among more, no single pair matters.
inline constexpr std::size_t most_pairing_clusters = 60;

/// Measurements of one state that determine its phase.
struct PhaseMeasure {
    double time = 0;           ///< later than that of the last observation
    double residual = 0;       ///< mean angle between a token and E_max, radians; 0 or NaN if there is no E_max
    double spread = 0;         ///< about the centres of clusters, within E_max, radians
    double crowding = 0;       ///< Groups::crowding
    double mean_speed = 0;     ///< radians per unit of time
    std::size_t clusters = 0;  ///< number of counted clusters
};

/// Names the phases of a run as it proceeds. Phases named by theorems come in the theorems' order and do not return;
/// pairing lasts until one cluster is left. Phases are in order and do not overlap; one that has already ended at the
/// start is left out.
class PhaseTracker {
  public:
    /// @param rules  phases that theorems allow
    explicit PhaseTracker(PhaseRules rules);

    /// Rules in force.
    const PhaseRules& rules() const { return rules_; }
    /// Takes the measurements of a state; times must rise.
    void observe(const PhaseMeasure& now);
    /// Continues with another model: past phases stay, later ones are judged anew.
    void restart(PhaseRules rules);
    /// Judges by other rules from here on, with what has been observed so far: for a restored state.
    void take_rules(PhaseRules rules);
    /// Phases up to the last observation, in order.
    const std::vector<Phase>& phases() const { return phases_; }

    /// Exchanges its state with an archive of saved states (flow/archive.hpp).
    template <class Archive>
    void serialize(Archive& archive);

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
    double trend_start_ = 0, trend_crowding_ = 0, trend_way_ = 0;  ///< window over which crowding is compared
    bool trend_known_ = false;
    Name trend_ = Name::clustering;
    double began_ = 0, last_time_ = 0;
    bool started_ = false, guessed_ = false;
    Name name_ = Name::alignment;
    std::vector<Phase> phases_;
};

/// Records merges of clusters (observe/groups.hpp). Clusters lighter than a hundredth of the cloud are stragglers and
/// make no entry. Neither does a part that left a cluster and fell back: a part that splits off counts as a cluster
/// once it has been farther away than twice the reach of a link, and than one and a half times the angle of any
/// earlier merge into the other; the same holds for a pair whose density dips on and off at its bound.
class MergeTracker {
  public:
    /// @param clustering  with identities from a ClusterTracker that has seen every earlier call's clustering. The
    ///                    first call names the clusters that can merge.
    /// @param reach       group_reach(β), radians
    void observe(double time, const Clustering& clustering, double reach);
    /// Continues with another model: past merges stay, and the next clustering names the clusters that can merge.
    void restart();
    /// Merges in order of time.
    const std::vector<Merge>& merges() const { return merges_; }
    /// Bytes held.
    std::size_t bytes() const;

    /// Exchanges its state with an archive of saved states (flow/archive.hpp).
    template <class Archive>
    void serialize(Archive& archive);

  private:
    /// A cluster that split from another and has not yet been far enough from it.
    struct Split {
        int identity, from;
        double wanted;  ///< angle between the two from which it counts
        template <class Archive>
        void serialize(Archive& archive) {
            archive(identity, from, wanted);
        }
    };
    void note_splits(const Clustering& clustering, const std::vector<std::size_t>& origin, double reach);
    void note_distance(const Clustering& clustering);
    bool counts(int identity) const;

    Clustering former_;
    std::vector<Split> splits_;
    std::vector<Merge> merges_;
    std::vector<int> merged_into_;  ///< identity that survived each merge, by which a later split finds it
};

}  // namespace coalesce
