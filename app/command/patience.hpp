#pragma once

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>

#include "coalesce/model/stop.hpp"
#include "command/interruption.hpp"

namespace coalesce::command {

/// Lets the present step finish within a second after a signal, and then stops any computation of a field.
class Patience {
  public:
    Patience()
        : watch_([this](const std::stop_token& ended) {
              Clock::time_point asked = Clock::time_point::max();
              for (; !ended.stop_requested(); std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
                  const auto now = Clock::now();
                  if (Interruption::flag() && asked == Clock::time_point::max()) asked = now;
                  if (now >= asked && std::chrono::duration<double>(now - asked).count() >= patience_at_end)
                      over_ = true;
              }
          }) {}
    StopToken token() const { return StopToken(over_); }

  private:
    using Clock = std::chrono::steady_clock;

    /// Seconds that computation may go on after a signal; writing the results comes on top.
    static constexpr double patience_at_end = 1;

    std::atomic<bool> over_ = false;
    std::jthread watch_;  // declared last: joined before the members that it writes are destroyed
};

}  // namespace coalesce::command
