#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "coalesce/model/random.hpp"
#include "coalesce/observe/clusters.hpp"

using namespace coalesce;

namespace {

/// Makes a clustering with the given group of every token, in the order of link_clusters.
Clustering grouped(const std::vector<int>& group, const std::vector<double>& masses = {}) {
    std::map<int, Cluster> by_group;
    std::map<int, std::size_t> first;
    for (std::size_t i = 0; i < group.size(); ++i) {
        Cluster& cluster = by_group[group[i]];
        cluster.mass += masses.empty() ? 1.0 : masses[i];
        ++cluster.tokens;
        first.emplace(group[i], i);
    }
    std::vector<int> order;
    for (const auto& entry : by_group) order.push_back(entry.first);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        const double ma = by_group[a].mass, mb = by_group[b].mass;
        return ma != mb ? ma > mb : first[a] < first[b];
    });
    Clustering clustering;
    for (const int g : order) clustering.clusters.push_back(by_group[g]);
    for (const int g : group) {
        clustering.label.push_back(static_cast<std::int32_t>(std::find(order.begin(), order.end(), g) - order.begin()));
    }
    return clustering;
}

int identity_of(const Clustering& clustering, std::size_t token) {
    return clustering.clusters[static_cast<std::size_t>(clustering.label[token])].identity;
}

}  // namespace

TEST_CASE("identities survive a change of order by mass") {
    ClusterTracker tracker;
    Clustering a = grouped({0, 0, 0, 1, 1, 2});
    tracker.track(a);
    const int first = identity_of(a, 0), second = identity_of(a, 3), third = identity_of(a, 5);
    CHECK(std::set{first, second, third}.size() == 3);

    Clustering b = grouped({0, 0, 1, 1, 1, 2});  // the second cluster has taken a token over and is now the heaviest
    tracker.track(b);
    CHECK(identity_of(b, 0) == first);
    CHECK(identity_of(b, 2) == second);
    CHECK(identity_of(b, 5) == third);
}

TEST_CASE("a merge keeps the identity of the heavier, also when it has fewer tokens") {
    ClusterTracker tracker;
    const std::vector<double> masses{1, 1, 1, 1, 20};
    Clustering before = grouped({0, 0, 0, 0, 1}, masses);
    tracker.track(before);
    const int heavy = identity_of(before, 4);
    Clustering after = grouped({0, 0, 0, 0, 0}, masses);
    tracker.track(after);
    CHECK(identity_of(after, 0) == heavy);
}

TEST_CASE("a split leaves the identity to the heaviest part, others are new and never reused") {
    ClusterTracker tracker;
    Clustering one = grouped({0, 0, 0, 0, 0, 0});
    tracker.track(one);
    const int whole = identity_of(one, 0);
    Clustering three = grouped({0, 1, 1, 1, 2, 2});
    tracker.track(three);
    CHECK(identity_of(three, 1) == whole);
    const int small = identity_of(three, 0);
    CHECK(std::set{whole, small, identity_of(three, 4)}.size() == 3);

    Clustering again = grouped({0, 0, 0, 0, 0, 0});
    tracker.track(again);
    CHECK(identity_of(again, 0) == whole);
    Clustering apart = grouped({1, 0, 0, 0, 0, 0});
    tracker.track(apart);
    CHECK(identity_of(apart, 1) == whole);
    CHECK(identity_of(apart, 0) != small);
}

TEST_CASE("nothing flickers: an unchanged partition keeps every identity, however clusters are listed") {
    const CounterRandom random(5, Stream::sampling);
    ClusterTracker tracker;
    std::vector<int> group(500);
    for (std::size_t i = 0; i < group.size(); ++i) group[i] = static_cast<int>(20 * random.uniforms(i, 0)[0]);
    Clustering first = grouped(group);
    tracker.track(first);
    Clustering renamed = grouped(group);
    std::reverse(renamed.clusters.begin(), renamed.clusters.end());
    for (std::int32_t& label : renamed.label) label = static_cast<std::int32_t>(renamed.clusters.size()) - 1 - label;
    tracker.track(renamed);
    for (std::size_t i = 0; i < group.size(); ++i) CHECK(identity_of(renamed, i) == identity_of(first, i));
}

TEST_CASE("identities are unique within a count through a random walk of partitions") {
    const CounterRandom random(6, Stream::sampling);
    ClusterTracker tracker;
    std::vector<int> group(300, 0);
    for (std::uint32_t round = 0; round < 40; ++round) {
        for (std::size_t i = 0; i < group.size(); ++i) {
            const auto u = random.uniforms(i, round);
            if (u[0] < 0.2) group[i] = static_cast<int>(15 * u[1]);
        }
        Clustering clustering = grouped(group);
        tracker.track(clustering);
        std::set<int> identities;
        for (const Cluster& cluster : clustering.clusters) identities.insert(cluster.identity);
        CHECK(identities.size() == clustering.clusters.size());
    }
}

TEST_CASE("another number of tokens and a reset start afresh") {
    ClusterTracker tracker;
    Clustering a = grouped({0, 1, 2});
    tracker.track(a);
    Clustering b = grouped({0, 1});
    tracker.track(b);
    CHECK(identity_of(b, 0) == 0);
    CHECK(identity_of(b, 1) == 1);
    Clustering c = grouped({1, 0});
    tracker.reset();
    tracker.track(c);
    CHECK(identity_of(c, 0) == 0);
}
