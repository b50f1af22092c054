#pragma once

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "observe/clusters.hpp"

namespace coalesce {

/// The life of one cluster, from birth to merge: a branch of the merge tree.
struct Branch {
    int identity = 0;  ///< ClusterTracker's
    double born = 0;
    int parent = -1;  ///< identity it split from; -1: there from the start, or grown from stragglers
    double ended = std::numeric_limits<double>::infinity();  ///< +inf: it lives
    int heir = -1;                                           ///< identity it merged into; -1: it lives, or dissolved
    Vec3 centre{};                                           ///< where it was last seen
    /// (time, mass): at birth, where it has changed by a hundredth of the cloud, and when it was last seen.
    std::vector<std::pair<double, double>> mass;
    bool alive() const { return ended == std::numeric_limits<double>::infinity(); }
};

/// Births, merges and masses of clusters with identities. Clusters lighter than a hundredth of the cloud are
/// stragglers: a branch is born when its cluster reaches that, and dissolves when it falls below; it lives on when the
/// same cluster reaches it again.
///
/// Bounded: of more than `most_branches` the ended one that lived shortest is forgotten (its children become its
/// parent's, what merged into it merged into its heir); of more than `most_rows` masses of a branch, every second one.
class Lineage {
  public:
    static constexpr std::size_t most_branches = 256, most_rows = 128;

    /// @param clustering  with the identities of a ClusterTracker that has seen every earlier call's
    void observe(double time, const Clustering& clustering);
    /// In order of birth, then of falling mass.
    const std::vector<Branch>& branches() const { return branches_; }
    /// Memory held.
    std::size_t bytes() const;

  private:
    Branch* find(int identity);
    int origin_of(const Clustering& clustering, std::size_t cluster) const;
    void end_lost(double time, const Clustering& clustering);
    void forget_shortest();

    std::vector<Branch> branches_;
    Clustering former_;
};

}  // namespace coalesce
