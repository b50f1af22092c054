#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "coalesce/flow/live.hpp"
#include "interop/drawing_device.hpp"
#include "interop/shared_tokens.hpp"

namespace coalesce {

/// Smallest cloud that is drawn from a shared buffer. Copies of smaller clouds are cheap, and let the window describe
/// the token under the mouse.
inline constexpr std::size_t fewest_shared = 200'000;

/// The window's side of the buffer that it shares with a simulation on a device (LiveSimulation::lend). After any
/// failure the simulation continues, and its tokens are copied to the picture until the next generation.
class Sharing {
  public:
    /// @param live    must be destroyed before this object
    /// @param fewest  number of tokens from which on a cloud is shared
    Sharing(LiveSimulation& live, const DrawingDevice& device, std::size_t fewest = fewest_shared);

    /// Returns the buffer to draw a frame's tokens from; 0 if the frame is not in it or the engine owns it.
    /// @param wanted  the view can draw from a buffer (drawn_from_buffer)
    GLuint buffer_of(const Frame& frame, bool wanted);
    /// Lends the buffer if the engine waits for it; call it after drawing.
    void hand_over();
    /// The failure because of which tokens are copied; empty if there was none.
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
