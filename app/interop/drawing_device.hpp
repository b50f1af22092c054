#pragma once

#include <string>

#include "coalesce/cuda/runtime.hpp"

namespace coalesce {

/// The CUDA device that draws for this thread's OpenGL context.
struct DrawingDevice {
    DeviceRuntime* runtime = nullptr;  ///< null: simulations use no device, or one that does not draw
    int number = 0;
    std::string why_not;  ///< set if simulations use a device and OpenGL does not draw on one
};
/// Selects the device that draws for all simulations created afterwards, if they use a device at all.
DrawingDevice take_drawing_device();

}  // namespace coalesce
