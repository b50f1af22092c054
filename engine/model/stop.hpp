#pragma once

#include <atomic>
#include <exception>

namespace coalesce {

/// Tells a long computation that its result is no longer wanted. Copies watch one flag, which must outlive them; a
/// token without a flag never stops. A plain atomic and not std::stop_source, whose request_stop may not be called in a
/// signal handler.
class StopToken {
  public:
    StopToken() = default;
    explicit StopToken(const std::atomic<bool>& flag) : flag_(&flag) {}
    bool stop_requested() const { return flag_ && flag_->load(std::memory_order_relaxed); }
    /// @throws Stopped  where a stop is requested
    void check() const;

  private:
    static_assert(std::atomic<bool>::is_always_lock_free);  // what a signal handler may write
    const std::atomic<bool>* flag_ = nullptr;
};

/// A computation gave up because its StopToken said so. No error: what it worked on is as it was before the call.
class Stopped : public std::exception {
  public:
    const char* what() const noexcept override { return "stopped"; }
};

inline void StopToken::check() const {
    if (stop_requested()) throw Stopped();
}

}  // namespace coalesce
