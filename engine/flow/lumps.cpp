#include "flow/lumps.hpp"

#include <algorithm>
#include <numeric>

#include "flow/rows.hpp"

namespace coalesce {

Lumps::Lumps(const Cloud& tokens)
    : cloud_(tokens), label_(tokens.size()), token_mass_(tokens.masses().begin(), tokens.masses().end()) {
    std::iota(label_.begin(), label_.end(), 0);
}

void Lumps::merge(std::span<const std::int32_t> group) {
    const auto groups = static_cast<std::size_t>(*std::max_element(group.begin(), group.end())) + 1;
    std::vector<Vec3> sum(groups, Vec3{});
    std::vector<std::size_t> last(groups, group.size());
    std::vector<bool> apart(groups, false);
    for (std::size_t i = 0; i < group.size(); ++i) {
        const auto g = static_cast<std::size_t>(group[i]);
        sum[g] = add(sum[g], scaled(cloud_.token(i), cloud_.mass(i)));
        if (last[g] < group.size() && cloud_.token(last[g]) != cloud_.token(i)) apart[g] = true;
        last[g] = i;
    }
    Cloud merged(cloud_.dimension(), groups);
    // A lump that stays alone keeps its position to the last bit, as do lumps at one place.
    for (std::size_t g = 0; g < groups; ++g) merged.set_token(g, apart[g] ? normalised(sum[g]) : cloud_.token(last[g]));
    // Masses are summed from the tokens' own, so that rounding does not accumulate over merges.
    std::vector<double> mass(groups, 0);
    for (std::size_t t = 0; t < label_.size(); ++t) {
        label_[t] = group[static_cast<std::size_t>(label_[t])];
        mass[static_cast<std::size_t>(label_[t])] += token_mass_.empty() ? 1 : token_mass_[t];
    }
    merged.set_masses(std::move(mass));
    cloud_ = std::move(merged);
}

Cloud Lumps::expanded(const Cloud& lumps, std::span<const std::int32_t> label) const {
    Cloud tokens(lumps.dimension(), label.size());
    at_rows(label, lumps, tokens);
    tokens.set_masses(token_mass_);
    return tokens;
}

Clustering expanded(const Clustering& lumps, std::span<const std::int32_t> label) {
    Clustering tokens;
    tokens.clusters = lumps.clusters;
    for (Cluster& cluster : tokens.clusters) cluster.tokens = 0;
    tokens.label.resize(label.size());
    for (std::size_t t = 0; t < label.size(); ++t) {
        tokens.label[t] = lumps.label[static_cast<std::size_t>(label[t])];
        ++tokens.clusters[static_cast<std::size_t>(tokens.label[t])].tokens;
    }
    return tokens;
}

namespace {

/// Tells for every cluster of `linked` whether it can merge; see contracted_groups.
std::vector<bool> contracting(const Cloud& lumps, const Vectors& velocity, const Clustering& linked, double radius) {
    std::vector<double> growth(linked.clusters.size(), 0);
    for (std::size_t i = 0; i < lumps.size(); ++i) {
        const auto c = static_cast<std::size_t>(linked.label[i]);
        const Vec3 offset = add(lumps.token(i), scaled(linked.clusters[c].centre, -1));
        growth[c] += lumps.mass(i) * dot(offset, velocity.at(i));
    }
    // Rounding of a coordinate: a cluster of smaller radius is at one place.
    constexpr double one_place = 4e-16;
    std::vector<bool> one(linked.clusters.size());
    for (std::size_t c = 0; c < one.size(); ++c) {
        const Cluster& cluster = linked.clusters[c];
        one[c] = cluster.tokens > 1 && cluster.radius <= radius && (growth[c] < 0 || cluster.radius <= one_place);
    }
    return one;
}

}  // namespace

std::vector<std::int32_t> contracted_groups(const Cloud& lumps, const Vectors& velocity, double radius) {
    const Clustering linked = link_clusters(lumps, radius);
    if (linked.clusters.size() == lumps.size()) return {};
    const std::vector<bool> one = contracting(lumps, velocity, linked, radius);
    if (std::find(one.begin(), one.end(), true) == one.end()) return {};
    std::vector<std::int32_t> group(lumps.size()), group_of_cluster(linked.clusters.size(), -1);
    std::int32_t next = 0;
    for (std::size_t i = 0; i < lumps.size(); ++i) {
        const auto c = static_cast<std::size_t>(linked.label[i]);
        if (!one[c])
            group[i] = next++;
        else
            group[i] = group_of_cluster[c] >= 0 ? group_of_cluster[c] : (group_of_cluster[c] = next++);
    }
    return group;
}

}  // namespace coalesce
