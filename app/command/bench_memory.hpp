#pragma once

#include <cstdint>
#include <optional>

namespace coalesce::command {

/// Measures the peak of the process's memory relative to its size at construction. Counts resident pages: buffers count
/// once they are written to, whoever allocated them. Linux only.
class PeakMemory {
  public:
    PeakMemory();
    /// Resets the peak, and returns the allocator's free memory to the system so that it does not count.
    void restart();
    /// Returns the growth at the peak since then, bytes; nullopt if the system does not report it.
    std::optional<std::int64_t> growth() const;

  private:
    std::optional<std::int64_t> before_;
};

}  // namespace coalesce::command
