#include "interop/drawing_device.hpp"

#include "coalesce/flow/device.hpp"
#include "coalesce/model/error.hpp"

#ifdef COALESCE_HAS_CUDA
#include "coalesce/cuda/cuda_factory.hpp"
#endif

namespace coalesce {

DrawingDevice take_drawing_device() {
    DrawingDevice found;
#ifdef COALESCE_HAS_CUDA
    if (!has_device_factory()) return found;
    try {
        found.number = cuda_runtime().drawing_devices().front();
        found.runtime = &cuda_runtime();
        set_device_factory(cuda_factory(found.number));
    } catch (const RunError& error) {
        found.why_not = error.what();
    }
#endif
    return found;
}

}  // namespace coalesce
