#pragma once

#include <cstddef>
#include <vector>

#include "flow/device.hpp"
#include "view/drawing_device.hpp"
#include "view/scene_view.hpp"
#include "view/shared_tokens.hpp"

namespace coalesce {

/// The buffer that a film's tokens share with the device, and beside it the state one step before, so that OpenGL moves
/// them between the two. All throw RunError where CUDA fails.
class FilmBuffers {
  public:
    FilmBuffers(const DrawingDevice& device, std::size_t count);

    /// The device's turn: steps and measurements.
    void give_to(DeviceCloud& cloud);
    /// OpenGL's turn.
    void take_from(DeviceCloud& cloud);
    /// What is in the buffer becomes the state before. OpenGL's turn.
    void keep();
    TokenBuffer buffers(float later) const { return {shared_.buffer(), before_.id(), later}; }

    /// Sharing ends: the cloud has its tokens to itself again, whoever's turn it is.
    /// @return  the state before
    std::vector<float> end(DeviceCloud& cloud);

  private:
    SharedTokens shared_;
    std::size_t count_;
    Buffer before_;
};

}  // namespace coalesce
