#include "observe/linkage.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory_resource>
#include <new>

#include "field/parallel.hpp"
#include "observe/cubes.hpp"
#include "observe/disjoint_sets.hpp"
#include "observe/radix_order.hpp"

namespace coalesce {
namespace {

struct Point {
    Vec3 x;
    std::uint32_t token;
};

/// A range of points, tight bounds of their coordinates, and its halves after a split.
struct Box {
    std::uint32_t begin, end;
    bool one_component;
    Vec3 low, high;
    Box* halves;
};

/// A non-empty cube.
struct Cell {
    std::uint64_t key;
    std::uint32_t begin;
    std::int32_t box;  ///< -1: it holds one point
};

/// Single linkage by boxes. A box whose diagonal is within the linking distance is one component without comparing a
/// pair; two boxes farther apart have no pair; two boxes of one component need none. Only boxes that straddle the
/// distance are split further, so that dense clouds cost no more than sparse ones.
///
/// A box is split before its points are united, or when it is one component already: sets are of indices in points_,
/// and moving points within such a box changes nothing.
class Linkage {
  public:
    Linkage(const Cloud& cloud, double distance)
        : limit_(distance * distance), cubes_(cloud, distance), points_(cloud.size()), sets_(cloud.size()) {
        sort_points(cloud);
        oneapi::tbb::parallel_for(oneapi::tbb::blocked_range<std::size_t>(0, boxes_.size(), 64),
                                  [&](const auto& range) {
                                      for (std::size_t c = range.begin(); c != range.end(); ++c) {
                                          bound(boxes_[c]);
                                          link_within(boxes_[c]);
                                      }
                                  });
        // Touching cubes make most links: roots noted after them settle most questions about the others.
        for (std::uint64_t reach = 1; reach <= cubes_.reach(); ++reach) {
            note_roots();
            if (roots_[0] != none &&
                std::count(roots_.begin(), roots_.end(), roots_[0]) == static_cast<std::ptrdiff_t>(roots_.size()))
                return;
            // A slab's task splits its own boxes and those within reach: tasks of one pass share no box.
            const std::size_t apart = reach + 1;
            for (std::size_t first = 0; first < apart; ++first)
                oneapi::tbb::parallel_for(std::size_t{0}, (slabs_.size() - 1 + apart - 1 - first) / apart,
                                          [&](std::size_t k) { link_slab(apart * k + first, reach); });
        }
    }

    std::vector<std::int32_t> components(std::size_t& count) {
        std::vector<std::uint32_t> root(points_.size());
        for_each_token(points_.size(),
                       [&](std::size_t p) { root[points_[p].token] = sets_.find(static_cast<std::uint32_t>(p)); });
        std::vector<std::int32_t> label(points_.size()), number(points_.size(), -1);
        std::int32_t next = 0;
        for (std::size_t i = 0; i < label.size(); ++i) {
            std::int32_t& own = number[root[i]];
            if (own < 0) own = next++;
            label[i] = own;
        }
        count = static_cast<std::size_t>(next);
        return label;
    }

  private:
    // A box of at most this many points is compared pair by pair.
    static constexpr std::uint32_t leaf_size = 12;
    static constexpr std::uint32_t none = ~0U;

    void sort_points(const Cloud& cloud) {
        std::vector<std::uint64_t> key(cloud.size());
        for_each_token(cloud.size(), [&](std::size_t i) { key[i] = cubes_.key(cubes_.laid(cloud.token(i))); });
        const std::vector<std::uint32_t> order = rising_order(key);
        std::vector<std::uint64_t> sorted(cloud.size());
        for_each_token(order.size(), [&](std::size_t p) {
            points_[p] = {cubes_.laid(cloud.token(order[p])), order[p]};
            sorted[p] = key[order[p]];
        });
        const auto count = static_cast<std::uint32_t>(order.size());
        std::uint64_t next_slab = 0;
        for (std::uint32_t p = 0, end; p < count; p = end) {
            const std::uint64_t own = sorted[p];
            for (end = p + 1; end < count && sorted[end] == own;) ++end;
            if (own >= next_slab) {
                slabs_.push_back(cells_.size());
                next_slab = (own / cubes_.slab() + 1) * cubes_.slab();
            }
            cells_.push_back({own, p, end - p > 1 ? static_cast<std::int32_t>(boxes_.size()) : -1});
            if (end - p > 1) boxes_.push_back({p, end, false, {}, {}, nullptr});
        }
        slabs_.push_back(cells_.size());
    }

    void bound(Box& box) {
        box.low = box.high = points_[box.begin].x;
        for (std::uint32_t p = box.begin + 1; p < box.end; ++p) {
            for (std::size_t k = 0; k < 3; ++k) {
                box.low[k] = std::min(box.low[k], points_[p].x[k]);
                box.high[k] = std::max(box.high[k], points_[p].x[k]);
            }
        }
        if (box.one_component || squared_distance(box.low, box.high) > limit_) return;
        sets_.unite_all(box.begin, box.end);
        box.one_component = true;
    }

    /// End of the points to compare: of many at one place, only the first.
    static std::uint32_t end_of_places(const Box& box) { return box.low == box.high ? box.begin + 1 : box.end; }
    static bool is_leaf(const Box& box) { return end_of_places(box) - box.begin <= leaf_size; }
    std::uint32_t component(const Box& box) { return sets_.find(box.begin); }

    /// Halves a box of more than one place at the middle of its
    /// widest side; neither half is empty, as bounds are tight.
    void split(Box& box) {
        if (box.halves) return;
        std::size_t widest = 0;
        for (std::size_t k = 1; k < 3; ++k) {
            if (box.high[k] - box.low[k] > box.high[widest] - box.low[widest]) widest = k;
        }
        const double low = box.low[widest], high = box.high[widest];
        // The midpoint of neighbouring doubles may round up to `high`.
        const double cut = std::min(low + (high - low) / 2, std::nextafter(high, low));
        const auto middle = std::partition(points_.begin() + box.begin, points_.begin() + box.end,
                                           [&](const Point& p) { return p.x[widest] <= cut; });
        const auto at = static_cast<std::uint32_t>(middle - points_.begin());
        void* room = memory_.local().allocate(2 * sizeof(Box), alignof(Box));
        box.halves = new (room) Box[2]{{box.begin, at, box.one_component, {}, {}, nullptr},
                                       {at, box.end, box.one_component, {}, {}, nullptr}};
        bound(box.halves[0]);
        bound(box.halves[1]);
    }

    void link_within(Box& box) {
        if (box.one_component) return;
        if (is_leaf(box)) {
            link_leaf(box);
            return;
        }
        split(box);
        Box &a = box.halves[0], &b = box.halves[1];
        link_within(a);
        link_within(b);
        link_between(a, b);
        box.one_component = a.one_component && b.one_component && component(a) == component(b);
    }

    void link_between(Box& a, Box& b) {
        if (nearest(a, b) > limit_) return;
        const bool both_linked = a.one_component && b.one_component;
        if (both_linked && component(a) == component(b)) return;
        if (both_linked && farthest(a, b) <= limit_) {
            sets_.unite(a.begin, b.begin);
            return;
        }
        if (is_leaf(a) && is_leaf(b)) {
            link_leaves(a, b);
            return;
        }
        const bool split_a =
            !is_leaf(a) && (is_leaf(b) || squared_distance(a.low, a.high) > squared_distance(b.low, b.high));
        Box &whole = split_a ? b : a, &parts = split_a ? a : b;
        split(parts);
        link_between(whole, parts.halves[0]);
        link_between(whole, parts.halves[1]);
    }

    void note_roots() {
        roots_.resize(cells_.size());
        for_each_token(cells_.size(), [&](std::size_t c) {
            const bool linked = cells_[c].box < 0 || box_of(cells_[c]).one_component;
            roots_[c] = linked ? sets_.find(cells_[c].begin) : none;
        });
    }
    /// Links the cells of a slab with one another and with those of the next slabs within reach.
    void link_slab(std::size_t slab, std::uint64_t reach) {
        const std::uint64_t row = cubes_.row();
        const std::size_t from = slabs_[slab], to = slabs_[slab + 1];
        const std::uint64_t number = cells_[from].key / cubes_.slab();
        for (std::uint64_t y = 0; y <= reach; ++y) link_row(from, to, from, to, y * row, reach);
        for (std::size_t other = slab + 1; other <= slab + reach && other + 1 < slabs_.size(); ++other) {
            const std::uint64_t up = cells_[slabs_[other]].key / cubes_.slab() - number;
            if (up > reach) break;
            for (std::uint64_t y = 0; y <= 2 * reach; ++y)
                link_row(from, to, slabs_[other], slabs_[other + 1], up * cubes_.slab() + y * row - reach * row, reach);
        }
    }
    /// Links cells from `from` with cells from `begin` whose key is larger by `ahead`, plus or minus reach; within one
    /// row (ahead = 0), with the cells after them.
    void link_row(std::size_t from, std::size_t to, std::size_t begin, std::size_t end, std::uint64_t ahead,
                  std::uint64_t reach) {
        const std::uint64_t before = ahead == 0 ? 0 : reach;
        const auto found = std::lower_bound(
            cells_.begin() + static_cast<std::ptrdiff_t>(begin), cells_.begin() + static_cast<std::ptrdiff_t>(end),
            cells_[from].key + ahead - before, [](const Cell& cell, std::uint64_t key) { return cell.key < key; });
        auto first = static_cast<std::size_t>(found - cells_.begin());
        for (std::size_t cell = from; cell < to && first < end; ++cell) {
            const std::uint64_t middle = cells_[cell].key + ahead;
            while (first < end && cells_[first].key + before < middle) ++first;
            for (std::size_t other = ahead == 0 ? cell + 1 : first; other < end && cells_[other].key <= middle + reach;
                 ++other)
                if (roots_[cell] != roots_[other] || roots_[cell] == none) link_cells(cells_[cell], cells_[other]);
        }
    }
    void link_cells(const Cell& a, const Cell& b) {
        if (a.box < 0 && b.box < 0) return link_pair(a.begin, b.begin);
        Box single;
        if (a.box < 0 || b.box < 0) single = box_of_point(a.box < 0 ? a.begin : b.begin);
        Box &left = a.box < 0 ? single : box_of(a), &right = b.box < 0 ? single : box_of(b);
        const bool both_linked = left.one_component && right.one_component;
        if (both_linked && (component(left) == component(right) || likely_pair(left, right))) return;
        link_between(left, right);
    }
    /// Links two boxes by one pair: the point of a nearest to b's middle, and the point of b nearest to it. Only the
    /// first 16 points are tried: what is missed here is found by splitting.
    bool likely_pair(const Box& a, const Box& b) {
        const std::uint32_t p = nearest_of(a, scaled(add(b.low, b.high), 0.5)), q = nearest_of(b, points_[p].x);
        const bool near = squared_distance(points_[p].x, points_[q].x) <= limit_;
        if (near) sets_.unite(p, q);
        return near;
    }
    std::uint32_t nearest_of(const Box& box, const Vec3& x) const {
        constexpr std::uint32_t tried = 16;
        std::uint32_t best = box.begin;
        double least = squared_distance(points_[best].x, x);
        for (std::uint32_t p = box.begin + 1; p < std::min(box.end, box.begin + tried); ++p) {
            const double distance = squared_distance(points_[p].x, x);
            best = distance < least ? p : best;
            least = std::min(least, distance);
        }
        return best;
    }
    Box& box_of(const Cell& cell) { return boxes_[static_cast<std::size_t>(cell.box)]; }
    Box box_of_point(std::uint32_t p) const { return {p, p + 1, true, points_[p].x, points_[p].x, nullptr}; }

    void link_leaf(Box& box) {
        for (std::uint32_t p = box.begin; p < box.end; ++p) {
            for (std::uint32_t q = p + 1; q < box.end; ++q) link_pair(p, q);
        }
        box.one_component = true;
        for (std::uint32_t p = box.begin + 1; p < box.end; ++p) box.one_component &= sets_.find(p) == component(box);
    }
    void link_leaves(const Box& a, const Box& b) {
        for (std::uint32_t p = a.begin; p < end_of_places(a); ++p) {
            if (nearest(box_of_point(p), b) > limit_) continue;
            for (std::uint32_t q = b.begin; q < end_of_places(b); ++q) link_pair(p, q);
        }
    }
    void link_pair(std::uint32_t p, std::uint32_t q) {
        if (squared_distance(points_[p].x, points_[q].x) <= limit_) sets_.unite(p, q);
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
    Cubes cubes_;
    std::vector<Point> points_;         // sorted by cell
    DisjointSets sets_;                 // sets of indices in points_
    std::vector<Cell> cells_;           // non-empty cubes, by rising key
    std::vector<Box> boxes_;            // of cells with more than one point
    std::vector<std::uint32_t> roots_;  // roots of the cells, as last noted; none: its points are not all linked
    std::vector<std::size_t> slabs_;    // first cell of every slab; slabs + 1 entries
    oneapi::tbb::enumerable_thread_specific<std::pmr::monotonic_buffer_resource> memory_;  // memory of halves
};

}  // namespace

std::vector<std::int32_t> linked_components(const Cloud& cloud, double distance, std::size_t& components) {
    components = 0;
    if (cloud.size() == 0) return {};
    return Linkage(cloud, distance).components(components);
}

}  // namespace coalesce
