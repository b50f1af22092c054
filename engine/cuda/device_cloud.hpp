#pragma once

#include <memory>
#include <string>

#include "coalesce/flow/device.hpp"
#include "cuda/kernels.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

/// Moves the request's cloud to a device of the runtime; else returns null and says why: causal attention, adaptive
/// steps, or the line of the call that failed.
/// @param runtime  must outlive the cloud
std::unique_ptr<DeviceCloud> make_cloud(DeviceRuntime& runtime, int device, const BlockSizes& sizes,
                                        const DeviceRequest& request, std::string& why_not);

}  // namespace coalesce::COALESCE_CUDA_PLACE
