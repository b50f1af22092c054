#pragma once

#include <string>

#include "cuda/runtime.hpp"
#include "flow/device.hpp"

namespace coalesce {

/// Clouds on a CUDA device. Only where the program is built with CUDA (COALESCE_HAS_CUDA).
/// @param device  as CUDA counts them: DeviceRuntime::drawing_devices() has those that draw
DeviceFactory cuda_factory(int device = 0);

/// The names of all devices, "NVIDIA H100 80GB HBM3, …"; empty, with why_not set, where there is none or no driver.
std::string cuda_devices(std::string& why_not);

}  // namespace coalesce
