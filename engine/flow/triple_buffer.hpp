#pragma once

#include <array>
#include <atomic>

namespace coalesce {

/// One writer, one reader, three slots: each side owns one and swaps it with the middle one by a single atomic
/// exchange. Neither ever waits, and the reader never sees a half-written value.
template <class Value>
class TripleBuffer {
  public:
    /// The writer's slot; holds an old value to be overwritten.
    Value& back() { return slots_[back_]; }
    void publish() { back_ = middle_.exchange(back_ | fresh, std::memory_order_acq_rel) & slot; }

    /// For the writer: true if the reader has taken the last published value.
    bool taken() const { return !(middle_.load(std::memory_order_relaxed) & fresh); }

    /// Newest published value; valid until the reader's next call.
    const Value& latest() {
        if (middle_.load(std::memory_order_relaxed) & fresh)
            front_ = middle_.exchange(front_, std::memory_order_acq_rel) & slot;
        return slots_[front_];
    }

  private:
    static constexpr unsigned slot = 3, fresh = 4;
    std::array<Value, 3> slots_;
    unsigned front_ = 0, back_ = 1;
    std::atomic<unsigned> middle_{2};
};

}  // namespace coalesce
