#pragma once

#include <string>

#include "cuda/runtime.hpp"

namespace coalesce {

/// Where OpenGL's context of this thread draws, as CUDA counts devices.
struct DrawingDevice {
    DeviceRuntime* runtime = nullptr;  ///< null: simulations are not on a device, or not on one that draws
    int number = 0;
    std::string why_not;  ///< simulations are on a device, and OpenGL is not
};
/// Has simulations to come, where they go to a device at all, go to the one that draws.
DrawingDevice take_drawing_device();

}  // namespace coalesce
