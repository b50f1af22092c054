#pragma once

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
    std::vector<std::pair<double, double>> mass;             ///< (time, mass), a row where it changed by a hundredth
    bool alive() const { return ended == std::numeric_limits<double>::infinity(); }
};

/// Births, merges and masses of clusters with identities. Clusters lighter than a hundredth of the cloud are
/// stragglers: a branch is born when its cluster reaches that, and dissolves when it falls below.
class Lineage {
  public:
    /// @param clustering  with the identities of a ClusterTracker that has seen every earlier call's
    void observe(double time, const Clustering& clustering);
    /// In order of birth, then of falling mass.
    const std::vector<Branch>& branches() const { return branches_; }

  private:
    std::vector<Branch> branches_;
    Clustering former_;
};

}  // namespace coalesce
