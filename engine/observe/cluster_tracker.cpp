#include <algorithm>
#include <tuple>

#include "coalesce/observe/clusters.hpp"

namespace coalesce {

/// Overlaps of the clusters whose identity is not obvious, in O(N): tokens shared with a former cluster, times that
/// cluster's mean mass of a token. A cluster with tokens of a single former one needs no second pass over its tokens.
std::vector<ClusterTracker::Overlap> ClusterTracker::overlaps(const Clustering& now, std::vector<int>& identity) const {
    constexpr std::int32_t unseen = -1, several = -2;
    std::vector<std::int32_t> origin(now.clusters.size(), unseen);
    for (std::size_t i = 0; i < now.label.size(); ++i) {
        std::int32_t& own = origin[static_cast<std::size_t>(now.label[i])];
        own = own == unseen || own == former_label_[i] ? former_label_[i] : several;
    }
    std::vector<Overlap> result;
    const auto overlap = [&](std::size_t tokens, std::size_t cluster, std::int32_t former) {
        const Former& old = former_[static_cast<std::size_t>(former)];
        result.push_back({static_cast<double>(tokens) * old.token_mass, static_cast<std::int32_t>(cluster), former});
    };
    std::vector<std::size_t> start(now.clusters.size() + 1, 0);  // ranges in the list of tokens of mixed clusters
    for (std::size_t c = 0; c < now.clusters.size(); ++c) {
        const std::size_t tokens = now.clusters[c].tokens;
        start[c + 1] = start[c] + (origin[c] == several ? tokens : 0);
        if (origin[c] < 0) continue;
        const Former& old = former_[static_cast<std::size_t>(origin[c])];
        if (old.tokens == tokens)
            identity[c] = old.identity;  // neither shares tokens with another
        else
            overlap(tokens, c, origin[c]);
    }
    if (start.back() == 0) return result;
    std::vector<std::int32_t> grouped(start.back());
    std::vector<std::size_t> next(start), shared(former_.size(), 0);
    for (std::size_t i = 0; i < now.label.size(); ++i) {
        const auto c = static_cast<std::size_t>(now.label[i]);
        if (origin[c] == several) grouped[next[c]++] = former_label_[i];
    }
    std::vector<std::int32_t> seen;
    for (std::size_t c = 0; c < now.clusters.size(); ++c) {
        for (std::size_t g = start[c]; g < start[c + 1]; ++g)
            if (shared[static_cast<std::size_t>(grouped[g])]++ == 0) seen.push_back(grouped[g]);
        for (const std::int32_t f : seen) {
            overlap(shared[static_cast<std::size_t>(f)], c, f);
            shared[static_cast<std::size_t>(f)] = 0;
        }
        seen.clear();
    }
    return result;
}

/// Assigns identities by falling overlap, each once; -1 to new clusters.
std::vector<int> ClusterTracker::assign(const Clustering& clustering) const {
    std::vector<int> identity(clustering.clusters.size(), -1);
    std::vector<Overlap> candidates = overlaps(clustering, identity);
    std::sort(candidates.begin(), candidates.end(), [](const Overlap& a, const Overlap& b) {
        return std::tuple(-a.mass, a.former, a.cluster) < std::tuple(-b.mass, b.former, b.cluster);
    });
    std::vector<bool> taken(former_.size(), false);
    for (const Overlap& candidate : candidates) {
        const auto c = static_cast<std::size_t>(candidate.cluster), f = static_cast<std::size_t>(candidate.former);
        if (identity[c] >= 0 || taken[f]) continue;
        identity[c] = former_[f].identity;
        taken[f] = true;
    }
    return identity;
}

void ClusterTracker::track(Clustering& clustering) {
    if (clustering.label.size() != former_label_.size()) reset();
    const std::vector<int> identity =
        former_label_.empty() ? std::vector<int>(clustering.clusters.size(), -1) : assign(clustering);
    former_.clear();
    for (std::size_t c = 0; c < clustering.clusters.size(); ++c) {
        Cluster& cluster = clustering.clusters[c];
        cluster.identity = identity[c] >= 0 ? identity[c] : next_identity_++;
        former_.push_back({cluster.mass / static_cast<double>(cluster.tokens),
                           static_cast<std::uint32_t>(cluster.tokens), cluster.identity});
    }
    former_label_ = clustering.label;
}

Clustering retained(const Clustering& former, std::span<const std::int32_t> origin) {
    Clustering now{{}, former.clusters};
    now.clusters.emplace_back().identity = -1;
    const auto newcomers = static_cast<std::int32_t>(former.clusters.size());
    for (Cluster& cluster : now.clusters) cluster.tokens = 0;
    for (const std::int32_t from : origin) {
        now.label.push_back(from < 0 ? newcomers : former.label[static_cast<std::size_t>(from)]);
        ++now.clusters[static_cast<std::size_t>(now.label.back())].tokens;
    }
    return now;
}

void ClusterTracker::retain(std::span<const std::int32_t> origin, std::size_t before) {
    if (former_label_.size() != before) return reset();
    const Clustering now = retained({std::move(former_label_), std::vector<Cluster>(former_.size())}, origin);
    former_.push_back({0, 0, -1});
    for (std::size_t c = 0; c < former_.size(); ++c)
        former_[c].tokens = static_cast<std::uint32_t>(now.clusters[c].tokens);
    former_label_ = now.label;
}

void ClusterTracker::reset() {
    former_.clear();
    former_label_.clear();
    next_identity_ = 0;
}

}  // namespace coalesce
