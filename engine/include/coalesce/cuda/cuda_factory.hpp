#pragma once

#include <string>

#include "coalesce/cuda/runtime.hpp"
#include "coalesce/flow/device.hpp"

namespace coalesce {

/// Makes clouds on a CUDA device. Available only if the program is built with CUDA (COALESCE_HAS_CUDA).
/// @param device  CUDA's number of the device; DeviceRuntime::drawing_devices() lists those that draw
DeviceFactory cuda_factory(int device = 0);

/// Returns the names of all devices, "NVIDIA H100 80GB HBM3, …"; empty, with why_not set, without device or driver.
std::string cuda_devices(std::string& why_not);

}  // namespace coalesce
