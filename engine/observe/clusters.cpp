#include "coalesce/observe/clusters.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <unordered_map>
#include <utility>

#include "observe/linkage.hpp"
#include "observe/radix_order.hpp"

namespace coalesce {
namespace {

void measure_clusters(const Cloud& cloud, Clustering& clustering) {
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        Cluster& cluster = clustering.clusters[static_cast<std::size_t>(clustering.label[i])];
        const double mass = cloud.mass(i);
        cluster.centre = add(cluster.centre, scaled(cloud.token(i), mass));
        cluster.mass += mass;
        ++cluster.tokens;
    }
    // A mean shorter than this is rounding: the members cancel and have no centre.
    for (Cluster& cluster : clustering.clusters) {
        cluster.centre = norm(cluster.centre) > 1e-14 * cluster.mass ? normalised(cluster.centre) : Vec3{};
    }
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        Cluster& cluster = clustering.clusters[static_cast<std::size_t>(clustering.label[i])];
        if (cluster.tokens > 1)
            cluster.radius = std::max(cluster.radius, squared_distance(cluster.centre, cloud.token(i)));
    }
    for (Cluster& cluster : clustering.clusters) {
        if (cluster.tokens == 1) continue;
        const bool has_centre = cluster.centre != Vec3{};
        cluster.radius = has_centre ? 2 * std::asin(std::min(1.0, std::sqrt(cluster.radius) / 2)) : std::numbers::pi;
    }
}

/// Sorts clusters by falling mass; equal ones stay in the order of their first tokens.
void sort_by_mass(const Cloud& cloud, Clustering& clustering) {
    std::vector<std::uint64_t> key;
    key.reserve(clustering.clusters.size());
    // The bits of positive doubles order as their values; equal
    // masses are compared by counts, whose keys have fewer bits.
    for (const Cluster& cluster : clustering.clusters)
        key.push_back(~(cloud.weighted() ? std::bit_cast<std::uint64_t>(cluster.mass) : cluster.tokens));
    if (std::is_sorted(key.begin(), key.end())) return;
    const std::vector<std::uint32_t> order = rising_order(key);
    std::vector<std::int32_t> rank(order.size());
    std::vector<Cluster> sorted;
    sorted.reserve(order.size());
    for (const std::uint32_t k : order) {
        rank[k] = static_cast<std::int32_t>(sorted.size());
        sorted.push_back(clustering.clusters[k]);
    }
    for (std::int32_t& label : clustering.label) label = rank[static_cast<std::size_t>(label)];
    clustering.clusters = std::move(sorted);
}

}  // namespace

Clustering link_clusters(const Cloud& cloud, double angle) {
    Clustering clustering;
    std::size_t components = cloud.size() > 0 ? 1 : 0;
    if (angle >= std::numbers::pi) {
        clustering.label.assign(cloud.size(), 0);
    } else {
        clustering.label = linked_components(cloud, 2 * std::sin(angle / 2), components);
    }
    clustering.clusters.resize(components);
    measure_clusters(cloud, clustering);
    sort_by_mass(cloud, clustering);
    return clustering;
}

Clustering clustering_of(const Cloud& cloud, std::vector<std::int32_t> label) {
    Clustering clustering;
    // Clusters are numbered by their first tokens. Labels are usually numbers of tokens, for which a table is faster.
    const auto [low, high] = std::minmax_element(label.begin(), label.end());
    const bool small = !label.empty() && *low >= 0 && static_cast<std::size_t>(*high) < 2 * label.size();
    std::vector<std::int32_t> table(small ? static_cast<std::size_t>(*high) + 1 : 0, -1);
    std::unordered_map<std::int32_t, std::int32_t> map;
    std::int32_t count = 0;
    for (std::int32_t& each : label) {
        std::int32_t& number = small ? table[static_cast<std::size_t>(each)] : map.try_emplace(each, -1).first->second;
        if (number < 0) number = count++;
        each = number;
    }
    clustering.label = std::move(label);
    clustering.clusters.resize(static_cast<std::size_t>(count));
    measure_clusters(cloud, clustering);
    sort_by_mass(cloud, clustering);
    return clustering;
}

double default_linking_angle(double beta) {
    return beta > 0 ? std::min(1 / std::sqrt(beta), std::numbers::pi) : std::numbers::pi;
}

}  // namespace coalesce
