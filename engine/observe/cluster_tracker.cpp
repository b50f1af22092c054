#include <algorithm>
#include <tuple>

#include "observe/clusters.hpp"

namespace coalesce {
namespace {

/// What a cluster shares with a former one: tokens, weighed by the former one's mean mass of a token.
struct Overlap {
    double mass;
    std::size_t cluster, former;
};

/// All overlaps, in O(N): tokens are grouped by new label (counting sort), then counted by former label.
std::vector<Overlap> overlaps(const Clustering& now, const Clustering& former) {
    std::vector<std::size_t> start(now.clusters.size() + 1, 0);
    for (std::size_t c = 0; c < now.clusters.size(); ++c) start[c + 1] = start[c] + now.clusters[c].tokens;
    std::vector<std::size_t> grouped(now.label.size()), next(start);
    for (std::size_t i = 0; i < now.label.size(); ++i) grouped[next[static_cast<std::size_t>(now.label[i])]++] = i;

    std::vector<Overlap> result;
    std::vector<std::size_t> shared(former.clusters.size(), 0), seen;
    for (std::size_t c = 0; c < now.clusters.size(); ++c) {
        for (std::size_t g = start[c]; g < start[c + 1]; ++g) {
            const auto f = static_cast<std::size_t>(former.label[grouped[g]]);
            if (shared[f]++ == 0) seen.push_back(f);
        }
        for (const std::size_t f : seen) {
            const Cluster& old = former.clusters[f];
            result.push_back({static_cast<double>(shared[f]) * old.mass / static_cast<double>(old.tokens), c, f});
            shared[f] = 0;
        }
        seen.clear();
    }
    return result;
}

}  // namespace

/// Identities by falling overlap, each given once; -1 where a cluster is new.
std::vector<int> ClusterTracker::assign(const Clustering& clustering) const {
    std::vector<Overlap> candidates = overlaps(clustering, previous_);
    std::sort(candidates.begin(), candidates.end(), [](const Overlap& a, const Overlap& b) {
        return std::tuple(-a.mass, a.former, a.cluster) < std::tuple(-b.mass, b.former, b.cluster);
    });
    std::vector<int> identity(clustering.clusters.size(), -1);
    std::vector<bool> taken(previous_.clusters.size(), false);
    for (const Overlap& candidate : candidates) {
        if (identity[candidate.cluster] >= 0 || taken[candidate.former]) continue;
        identity[candidate.cluster] = previous_.clusters[candidate.former].identity;
        taken[candidate.former] = true;
    }
    return identity;
}

void ClusterTracker::track(Clustering& clustering) {
    if (clustering.label.size() != previous_.label.size()) reset();
    const std::vector<int> identity =
        previous_.label.empty() ? std::vector<int>(clustering.clusters.size(), -1) : assign(clustering);
    for (std::size_t c = 0; c < clustering.clusters.size(); ++c) {
        clustering.clusters[c].identity = identity[c] >= 0 ? identity[c] : next_identity_++;
    }
    previous_ = clustering;
}

void ClusterTracker::reset() {
    previous_ = {};
    next_identity_ = 0;
}

}  // namespace coalesce
