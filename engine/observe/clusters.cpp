#include "observe/clusters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace coalesce {
namespace {

double squared_distance(const Vec3& a, const Vec3& b) {
    const double dx = a[0] - b[0], dy = a[1] - b[1], dz = a[2] - b[2];
    return dx * dx + dy * dy + dz * dz;
}

/// Disjoint sets with path halving; the smallest member is the root, which makes the labelling independent of the order
/// in which pairs are found.
class DisjointSets {
  public:
    explicit DisjointSets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }

    std::int32_t find(std::int32_t i) {
        while (at(i) != i) i = at(i) = at(at(i));
        return i;
    }
    void unite(std::int32_t i, std::int32_t j) {
        i = find(i);
        j = find(j);
        at(std::max(i, j)) = std::min(i, j);
    }

  private:
    std::int32_t& at(std::int32_t i) { return parent_[static_cast<std::size_t>(i)]; }
    std::vector<std::int32_t> parent_;
};

/// Single linkage by a tree of tight boxes that is halved along the widest side only where a question needs it.
///
/// A box whose diagonal is within the linking distance is one component without looking at a pair; two boxes farther
/// apart than it have no pair; two boxes known to be of one component need none. Only boxes that straddle the linking
/// distance are split further, so dense clouds cost no more than sparse ones.
class Linkage {
  public:
    Linkage(const Cloud& cloud, double distance) : limit_(distance * distance), sets_(cloud.size()) {
        points_.reserve(cloud.size());
        for (std::size_t i = 0; i < cloud.size(); ++i) {
            points_.push_back({cloud.token(i), static_cast<std::int32_t>(i)});
        }
        if (!points_.empty()) link_within(new_box(0, points_.size()));
    }
    DisjointSets& sets() { return sets_; }

  private:
    struct Point {
        Vec3 x;
        std::int32_t token;
    };
    struct Box {
        std::size_t begin, end;  // range of points_
        Vec3 low, high;
        bool one_component;
        std::int32_t left = -1, right = -1;  // indices into boxes_, -1: not split yet
    };
    // Below this many points a box is compared pair by pair.
    static constexpr std::size_t leaf_size = 12;

    std::size_t new_box(std::size_t begin, std::size_t end) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        Box box{begin, end, {infinity, infinity, infinity}, {-infinity, -infinity, -infinity}, false};
        for (std::size_t p = begin; p < end; ++p) {
            for (std::size_t k = 0; k < 3; ++k) {
                box.low[k] = std::min(box.low[k], points_[p].x[k]);
                box.high[k] = std::max(box.high[k], points_[p].x[k]);
            }
        }
        if (squared_distance(box.low, box.high) <= limit_) unite_all(box);
        boxes_.push_back(box);
        return boxes_.size() - 1;
    }

    void unite_all(Box& box) {
        for (std::size_t p = box.begin + 1; p < box.end; ++p) sets_.unite(points_[box.begin].token, points_[p].token);
        box.one_component = true;
    }

    static bool is_leaf(const Box& box) { return box.end - box.begin <= leaf_size; }

    /// Halves a box of more than one position at the middle of its widest side; neither half is empty as boxes are
    /// tight.
    void split(std::size_t index) {
        const Box box = boxes_[index];
        if (box.left >= 0) return;
        std::size_t widest = 0;
        for (std::size_t k = 1; k < 3; ++k) {
            if (box.high[k] - box.low[k] > box.high[widest] - box.low[widest]) widest = k;
        }
        const double low = box.low[widest], high = box.high[widest];
        // The midpoint of neighbouring doubles may round up to `high`.
        const double cut = std::min(low + (high - low) / 2, std::nextafter(high, low));
        const auto first = points_.begin();
        const auto middle =
            std::partition(first + static_cast<std::ptrdiff_t>(box.begin), first + static_cast<std::ptrdiff_t>(box.end),
                           [&](const Point& p) { return p.x[widest] <= cut; });
        const auto at = static_cast<std::size_t>(middle - first);
        const auto left = static_cast<std::int32_t>(new_box(box.begin, at));
        const auto right = static_cast<std::int32_t>(new_box(at, box.end));
        boxes_[index].left = left;
        boxes_[index].right = right;
    }

    std::size_t left(std::size_t index) const { return static_cast<std::size_t>(boxes_[index].left); }
    std::size_t right(std::size_t index) const { return static_cast<std::size_t>(boxes_[index].right); }
    std::int32_t component(const Box& box) { return sets_.find(points_[box.begin].token); }

    void link_within(std::size_t index) {
        if (boxes_[index].one_component) return;
        if (is_leaf(boxes_[index])) {
            link_leaf(boxes_[index]);
            return;
        }
        split(index);
        link_within(left(index));
        link_within(right(index));
        link_between(left(index), right(index));
        const Box &a = boxes_[left(index)], &b = boxes_[right(index)];
        boxes_[index].one_component = a.one_component && b.one_component && component(a) == component(b);
    }

    void link_between(std::size_t ia, std::size_t ib) {
        Box &a = boxes_[ia], &b = boxes_[ib];
        if (nearest(a, b) > limit_) return;
        const bool both_linked = a.one_component && b.one_component;
        if (both_linked && component(a) == component(b)) return;
        if (both_linked && farthest(a, b) <= limit_) {
            sets_.unite(points_[a.begin].token, points_[b.begin].token);
            return;
        }
        if (is_leaf(a) && is_leaf(b)) {
            link_leaves(a, b);
            return;
        }
        const bool split_a =
            !is_leaf(a) && (is_leaf(b) || squared_distance(a.low, a.high) > squared_distance(b.low, b.high));
        const std::size_t whole = split_a ? ib : ia, parts = split_a ? ia : ib;
        split(parts);
        link_between(whole, left(parts));
        link_between(whole, right(parts));
    }

    void link_leaf(Box& box) {
        for (std::size_t p = box.begin; p < box.end; ++p) {
            for (std::size_t q = p + 1; q < box.end; ++q) link_pair(points_[p], points_[q]);
        }
        box.one_component = std::all_of(points_.begin() + static_cast<std::ptrdiff_t>(box.begin),
                                        points_.begin() + static_cast<std::ptrdiff_t>(box.end),
                                        [&](const Point& p) { return sets_.find(p.token) == component(box); });
    }
    void link_leaves(const Box& a, const Box& b) {
        for (std::size_t p = a.begin; p < a.end; ++p) {
            for (std::size_t q = b.begin; q < b.end; ++q) link_pair(points_[p], points_[q]);
        }
    }
    void link_pair(const Point& p, const Point& q) {
        if (squared_distance(p.x, q.x) <= limit_) sets_.unite(p.token, q.token);
    }

    static double nearest(const Box& a, const Box& b) {
        double sum = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const double gap = std::max({0.0, a.low[k] - b.high[k], b.low[k] - a.high[k]});
            sum += gap * gap;
        }
        return sum;
    }
    static double farthest(const Box& a, const Box& b) {
        double sum = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const double reach = std::max(a.high[k] - b.low[k], b.high[k] - a.low[k]);
            sum += reach * reach;
        }
        return sum;
    }

    double limit_;  // squared linking distance
    std::vector<Point> points_;
    std::vector<Box> boxes_;
    DisjointSets sets_;
};

/// Numbers the components in the order of their first tokens.
std::vector<std::int32_t> component_labels(DisjointSets& sets, std::size_t count, std::size_t& components) {
    std::vector<std::int32_t> label(count);
    std::int32_t next = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto root = static_cast<std::size_t>(sets.find(static_cast<std::int32_t>(i)));
        label[i] = root == i ? next++ : label[root];
    }
    components = static_cast<std::size_t>(next);
    return label;
}

void measure_clusters(const Cloud& cloud, Clustering& clustering) {
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        Cluster& cluster = clustering.clusters[static_cast<std::size_t>(clustering.label[i])];
        const double mass = cloud.mass(i);
        cluster.centre = add(cluster.centre, scaled(cloud.token(i), mass));
        cluster.mass += mass;
        ++cluster.tokens;
    }
    // A mean this much shorter than its terms is rounding: the members cancel and have no centre.
    for (Cluster& cluster : clustering.clusters) {
        cluster.centre = norm(cluster.centre) > 1e-14 * cluster.mass ? normalised(cluster.centre) : Vec3{};
    }
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        Cluster& cluster = clustering.clusters[static_cast<std::size_t>(clustering.label[i])];
        cluster.radius = std::max(cluster.radius, squared_distance(cluster.centre, cloud.token(i)));
    }
    for (Cluster& cluster : clustering.clusters) {
        const bool has_centre = cluster.centre != Vec3{};
        cluster.radius = has_centre ? 2 * std::asin(std::min(1.0, std::sqrt(cluster.radius) / 2)) : std::numbers::pi;
    }
}

void sort_by_mass(Clustering& clustering) {
    std::vector<std::int32_t> order(clustering.clusters.size()), rank(order.size());
    std::iota(order.begin(), order.end(), 0);
    const auto mass = [&](std::int32_t k) { return clustering.clusters[static_cast<std::size_t>(k)].mass; };
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return mass(a) > mass(b); });
    std::vector<Cluster> sorted;
    sorted.reserve(order.size());
    for (const std::int32_t k : order) {
        rank[static_cast<std::size_t>(k)] = static_cast<std::int32_t>(sorted.size());
        sorted.push_back(clustering.clusters[static_cast<std::size_t>(k)]);
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
        Linkage linkage(cloud, 2 * std::sin(angle / 2));
        clustering.label = component_labels(linkage.sets(), cloud.size(), components);
    }
    clustering.clusters.resize(components);
    measure_clusters(cloud, clustering);
    sort_by_mass(clustering);
    return clustering;
}

Clustering clustering_of(const Cloud& cloud, std::vector<std::int32_t> label) {
    Clustering clustering;
    std::unordered_map<std::int32_t, std::int32_t> number;  // in the order of the first tokens
    for (std::int32_t& each : label)
        each = number.emplace(each, static_cast<std::int32_t>(number.size())).first->second;
    clustering.label = std::move(label);
    clustering.clusters.resize(number.size());
    measure_clusters(cloud, clustering);
    sort_by_mass(clustering);
    return clustering;
}

double default_linking_angle(double beta) {
    return beta > 0 ? std::min(1 / std::sqrt(beta), std::numbers::pi) : std::numbers::pi;
}

}  // namespace coalesce
