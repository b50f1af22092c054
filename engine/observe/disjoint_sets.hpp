#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace coalesce {

/// Disjoint sets that several threads may unite at once. The smallest member is the root, so that the result does not
/// depend on the order.
class DisjointSets {
  public:
    /// Makes `count` sets of one member each.
    explicit DisjointSets(std::size_t count) : parent_(count) {
        for (std::size_t i = 0; i < count; ++i) parent_[i] = static_cast<std::uint32_t>(i);
    }

    /// Returns the smallest member of the set that holds i.
    std::uint32_t find(std::uint32_t i) {
        for (std::uint32_t up = at(i).load(relaxed); up != i; up = at(i).load(relaxed)) {
            const std::uint32_t next = at(up).load(relaxed);
            if (next != up) at(i).store(next, relaxed);  // halves the path; `next` is above i whoever else writes
            i = next;
        }
        return i;
    }
    /// Unites the sets that hold i and j.
    void unite(std::uint32_t i, std::uint32_t j) {
        for (;;) {
            i = find(i);
            j = find(j);
            if (i == j) return;
            if (i < j) std::swap(i, j);
            std::uint32_t root = i;
            if (at(i).compare_exchange_strong(root, j, relaxed)) return;
        }
    }
    /// Unites members that are sets of their own. Not thread-safe.
    void unite_all(std::uint32_t begin, std::uint32_t end) {
        std::fill(parent_.begin() + begin, parent_.begin() + end, begin);
    }

  private:
    static constexpr auto relaxed = std::memory_order_relaxed;
    std::atomic_ref<std::uint32_t> at(std::uint32_t i) { return std::atomic_ref(parent_[i]); }
    std::vector<std::uint32_t> parent_;
};

}  // namespace coalesce
