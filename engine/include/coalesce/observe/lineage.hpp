#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "coalesce/observe/clusters.hpp"

namespace coalesce {

/// Life of one cluster, from birth to merge: a branch of the merge tree.
struct Branch {
    int identity = 0;  ///< as given by ClusterTracker
    double born = 0;   ///< time of the first state with the cluster
    int parent = -1;   ///< identity it split from; -1: initial, or grown from stragglers
    double ended = std::numeric_limits<double>::infinity();  ///< +inf: alive
    int heir = -1;                                           ///< identity it merged into; -1: alive, or dissolved
    Vec3 centre{};                                           ///< position when last seen
    /// (time, mass) at birth, at changes by a hundredth of the cloud, and when last seen.
    std::vector<std::pair<double, double>> mass;
    /// True if it has neither merged nor dissolved.
    bool alive() const { return ended == std::numeric_limits<double>::infinity(); }
};

/// Births, merges and masses of clusters with identities. Clusters lighter than a hundredth of the cloud are
/// stragglers: a branch is born when its cluster reaches that mass, dissolves when it falls below, and continues when
/// the same cluster reaches it again.
///
/// Bounded: beyond `most_branches` the ended branch with the shortest life is dropped (its children go to its parent,
/// what merged into it to its heir); beyond `most_rows` masses of a branch, every second one.
class Lineage {
  public:
    /// Bounds of the number of branches, and of the masses kept of one.
    static constexpr std::size_t most_branches = 256, most_rows = 128;

    /// @param clustering  with identities from a ClusterTracker that has seen every earlier call's clustering
    void observe(double time, const Clustering& clustering);
    /// Continues with other tokens.
    /// @param origin  for every token its former index, -1 if it is new
    /// @param before  former number of tokens; starts afresh if the last clustering had another
    void retain(std::span<const std::int32_t> origin, std::size_t before);
    /// Branches in order of birth, then of falling mass.
    const std::vector<Branch>& branches() const { return branches_; }
    /// Bytes held.
    std::size_t bytes() const;

    /// Exchanges its state with an archive of saved states (flow/archive.hpp).
    template <class Archive>
    void serialize(Archive& archive);

  private:
    Branch* find(int identity);
    int origin_of(const Clustering& clustering, std::size_t cluster) const;
    void end_lost(double time, const Clustering& clustering);
    void forget_shortest();

    std::vector<Branch> branches_;
    Clustering former_;
};

}  // namespace coalesce
