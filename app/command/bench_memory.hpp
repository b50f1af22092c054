#pragma once

#include <cstdint>
#include <optional>

namespace coalesce::command {

/// The most memory that the process has in use beyond what it had when this was made: resident pages, so that buffers
/// count once they are written to, whoever allocated them. Linux only.
class PeakMemory {
  public:
    PeakMemory();
    /// The peak starts over; what the allocator holds in reserve goes back to the system and counts no more.
    void restart();
    /// Bytes since then, at the peak; nullopt where the system does not tell.
    std::optional<std::int64_t> growth() const;

  private:
    std::optional<std::int64_t> before_;
};

}  // namespace coalesce::command
