#pragma once

#include <atomic>
#include <exception>

namespace coalesce {

/// Tells a long computation that its result is no longer wanted. Copies share one
/// flag, which must outlive them; a token without a flag never stops. A plain
/// atomic: std::stop_source::request_stop may not be called in a signal handler.
class StopToken {
  public:
    StopToken() = default;
    /// @param flag  true requests a stop; must outlive all copies of the token
    explicit StopToken(const std::atomic<bool>& flag) : flag_(&flag) {}
    /// True once the flag is set.
    bool stop_requested() const { return flag_ && flag_->load(std::memory_order_relaxed); }
    /// @throws Stopped  if a stop is requested
    void check() const;

  private:
    static_assert(std::atomic<bool>::is_always_lock_free);  // a signal handler writes the flag
    const std::atomic<bool>* flag_ = nullptr;
};

/// Thrown by a computation that its StopToken stopped. Not an error: its objects are as before the call.
class Stopped : public std::exception {
  public:
    const char* what() const noexcept override { return "stopped"; }
};

inline void StopToken::check() const {
    if (stop_requested()) throw Stopped();
}

}  // namespace coalesce
