#pragma once

#include <cstdint>
#include <utility>

namespace coalesce {

/// Number of a state, from 1; it rises with every change.
using Revision = std::uint64_t;

/// Holds a quantity derived from a state: computed at the first request in a revision of the state, never again in the
/// same revision.
template <class T>
class Cached {
  public:
    /// Returns the quantity in a revision; if it is stale, recomputes it in the memory of the last value. If `compute`
    /// throws, it stays stale.
    /// @param compute  compute(T& value)
    template <class Compute>
    const T& at(Revision revision, const Compute& compute) {
        if (holds(revision)) return value_;
        revision_ = stale;
        compute(value_);
        revision_ = revision;
        return value_;
    }
    /// True if the quantity is known in a revision.
    bool holds(Revision revision) const { return revision_ == revision && revision_ != stale; }
    /// Last value computed, of whatever revision.
    const T& last() const { return value_; }
    void forget() { revision_ = stale; }
    /// Replaces the value.
    void set(Revision revision, T value) {
        value_ = std::move(value);
        revision_ = revision;
    }
    /// Forgets the quantity and gives its memory to be overwritten.
    T& memory() {
        forget();
        return value_;
    }

  private:
    static constexpr Revision stale = 0;
    T value_{};
    Revision revision_ = stale;
};

}  // namespace coalesce
