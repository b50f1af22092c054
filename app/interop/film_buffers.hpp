#pragma once

#include <cstddef>
#include <vector>

#include "coalesce/flow/token_store.hpp"
#include "interop/drawing_device.hpp"
#include "interop/shared_tokens.hpp"
#include "view/tokens.hpp"

namespace coalesce {

/// The vertex buffer that a film shares with the device, and a second one with the state one step earlier; the vertex
/// shader interpolates between them. All functions throw RunError if CUDA fails.
class FilmBuffers {
  public:
    FilmBuffers(const DrawingDevice& device, std::size_t count);

    /// Hands the buffer to the device, for steps and measurements.
    void give_to(TokenStore& store);
    /// Hands the buffer to OpenGL.
    void take_from(TokenStore& store);
    /// Copies the buffer into the second one, as the earlier state. OpenGL must own the buffer.
    void keep();
    TokenBuffer buffers(float later) const { return {shared_.buffer(), before_.id(), later}; }

    /// Ends sharing, whoever owns the buffer: the store owns its tokens alone again.
    /// @return  positions of the earlier state
    std::vector<float> end(TokenStore& store);

  private:
    SharedTokens shared_;
    std::size_t count_;
    Buffer before_;
};

}  // namespace coalesce
