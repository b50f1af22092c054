#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "flow/live.hpp"
#include "view/drawing_device.hpp"
#include "view/shared_tokens.hpp"

namespace coalesce {

/// Clouds of fewer tokens are copied: a token under the pointer can then be told, and it costs little.
inline constexpr std::size_t fewest_shared = 200'000;

/// The picture's side of a buffer that a running simulation on a device is drawn from (LiveSimulation::lend). Whatever
/// fails, the simulation goes on, with its tokens copied to the picture until the next generation.
class Sharing {
  public:
    /// @param live    ends before this does
    /// @param fewest  tokens of a cloud that is shared
    Sharing(LiveSimulation& live, const DrawingDevice& device, std::size_t fewest = fewest_shared);

    /// What the tokens of a frame that is in the buffer are to be drawn from; 0 while the engine has it.
    /// @param wanted  the view can draw from a buffer (drawn_from_buffer)
    GLuint buffer_of(const Frame& frame, bool wanted);
    /// After drawing: lends the buffer where the engine waits for it.
    void hand_over();
    /// The failure for which tokens are copied; empty where they are not, or need not be shared.
    const std::string& why_not() const { return why_not_; }

  private:
    void lend(std::size_t count);
    void give_up(const std::string& why);
    void forgive(std::uint64_t generation);

    LiveSimulation& live_;
    SharedTokens tokens_;
    std::size_t fewest_;
    std::string why_not_;
    std::optional<std::uint64_t> failed_in_;
};

}  // namespace coalesce
