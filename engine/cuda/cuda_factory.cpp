#include "coalesce/cuda/cuda_factory.hpp"

#include "coalesce/model/error.hpp"
#include "cuda/device_cloud.hpp"

namespace coalesce {

DeviceFactory cuda_factory(int device) {
    return [device](const DeviceRequest& request, std::string& why_not) -> std::unique_ptr<DeviceCloud> {
        if (cuda_devices(why_not).empty()) return nullptr;
        return cuda::make_cloud(cuda_runtime(), device, {}, request, why_not);
    };
}

std::string cuda_devices(std::string& why_not) {
    why_not.clear();
    std::string names;
    try {
        const int count = cuda_runtime().device_count();
        for (int k = 0; k < count; ++k) names += (k == 0 ? "" : ", ") + cuda_runtime().device_name(k);
        if (count == 0) why_not = "CUDA finds no device";
    } catch (const RunError& error) {
        why_not = error.what();
        names.clear();
    }
    return names;
}

}  // namespace coalesce
