#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// Tokens that belong together.
struct Cluster {
    Vec3 centre{};           ///< normalised mass-weighted mean
    double mass = 0;         ///< sum of the members' masses, at most 1
    std::size_t tokens = 0;  ///< number of members
    double radius = 0;       ///< largest angle of a member from the centre, radians; π if members cancel
    int identity = 0;        ///< persists from state to state, see ClusterTracker
};

/// Single linkage: tokens no farther apart than `angle` belong together, transitively. Exact (distances are compared as
/// chords, up to their rounding); O(N) except for near misses, see observe/linkage.hpp.
struct Clustering {
    std::vector<std::int32_t> label;  ///< N indices into clusters
    std::vector<Cluster> clusters;    ///< by falling mass, ties by the smallest token index
    /// Bytes held.
    std::size_t bytes() const { return label.size() * sizeof label[0] + clusters.size() * sizeof clusters[0]; }
};
/// @param angle  radians, ≥ 0; π or more puts all tokens into one cluster
Clustering link_clusters(const Cloud& cloud, double angle);

/// Measures and sorts clusters given by labels, N numbers of any kind: tokens with equal ones belong together.
Clustering clustering_of(const Cloud& cloud, std::vector<std::int32_t> label);

/// The same clusters of other tokens. New tokens belong to a last cluster of mass 0.
/// @param origin  for every token its former index, -1 if it is new
Clustering retained(const Clustering& former, std::span<const std::int32_t> origin);

/// Returns 1/sqrt(β), at most π: the width of the attention kernel, radians.
double default_linking_angle(double beta);

/// Gives clusters identities that persist from state to state, so that colours do not flicker: a cluster keeps the
/// identity of the former cluster it shares most mass with; when two merge, the heavier's survives; when one splits,
/// the heaviest part keeps it.
class ClusterTracker {
  public:
    /// Fills Cluster::identity. Clouds must keep their token order between calls; another N starts afresh.
    void track(Clustering& clustering);
    /// Continues with other tokens.
    /// @param origin  for every token its former index, -1 if it is new
    /// @param before  former number of tokens; starts afresh if the last clustering had another
    void retain(std::span<const std::int32_t> origin, std::size_t before);
    /// Forgets all identities.
    void reset();
    /// Labels of the last clustering, N; empty before the first.
    std::span<const std::int32_t> labels() const { return former_label_; }
    /// Bytes held.
    std::size_t bytes() const {
        return former_label_.size() * sizeof former_label_[0] + former_.size() * sizeof former_[0];
    }

    /// Exchanges its state with an archive of saved states (flow/archive.hpp).
    template <class Archive>
    void serialize(Archive& archive);

  private:
    /// Record of a former cluster.
    struct Former {
        double token_mass;  ///< mean mass of its tokens
        std::uint32_t tokens;
        int identity;
        template <class Archive>
        void serialize(Archive& archive) {
            archive(token_mass, tokens, identity);
        }
    };
    struct Overlap {
        double mass;
        std::int32_t cluster, former;
    };
    std::vector<Overlap> overlaps(const Clustering& now, std::vector<int>& identity) const;
    std::vector<int> assign(const Clustering& clustering) const;

    std::vector<Former> former_;
    std::vector<std::int32_t> former_label_;  ///< N labels
    int next_identity_ = 0;
};

}  // namespace coalesce
