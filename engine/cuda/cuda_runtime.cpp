#include <GL/gl.h>
#include <cuda_runtime_api.h>

#include <cuda_gl_interop.h>  // needs GL's types

#include "coalesce/cuda/runtime.hpp"
#include "coalesce/model/error.hpp"

namespace coalesce {

namespace {

void check(cudaError_t status, const char* call) {
    if (status == cudaSuccess) return;
    static_cast<void>(cudaGetLastError());  // clears the error, which CUDA keeps until it is read
    throw RunError(std::string(call) + ": " + cudaGetErrorString(status));
}
/// Ignores the status of calls that only release resources.
void forget(cudaError_t status) {
    if (status != cudaSuccess) static_cast<void>(cudaGetLastError());
}

cudaStream_t cuda(DeviceRuntime::Stream stream) {
    return static_cast<cudaStream_t>(stream);
}
cudaEvent_t event_of(DeviceRuntime::Event event) {
    return static_cast<cudaEvent_t>(event);
}

class CudaRuntime final : public DeviceRuntime {
  public:
    int device_count() override {
        int count = 0, driver = 0;  // unchanged if there is no driver
        // Without a driver cudaGetDeviceCount would report one that is too old.
        check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
        if (driver == 0) throw RunError("no CUDA driver is installed");
        check(cudaGetDeviceCount(&count), "cudaGetDeviceCount");
        return count;
    }
    std::string device_name(int device) override {
        cudaDeviceProp properties{};
        check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
        return properties.name;
    }
    void use_device(int device) override { check(cudaSetDevice(device), "cudaSetDevice"); }

    void* allocate(std::size_t bytes) override {
        void* memory = nullptr;
        check(cudaMalloc(&memory, bytes), "cudaMalloc");
        return memory;
    }
    void release(void* memory) noexcept override { forget(cudaFree(memory)); }
    void* allocate_host(std::size_t bytes) override {
        void* memory = nullptr;
        check(cudaMallocHost(&memory, bytes), "cudaMallocHost");
        return memory;
    }
    void release_host(void* memory) noexcept override { forget(cudaFreeHost(memory)); }
    void copy_to_device(void* to, const void* from, std::size_t bytes, Stream stream) override {
        check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, cuda(stream)), "cudaMemcpyAsync to the device");
    }
    void copy_to_host(void* to, const void* from, std::size_t bytes, Stream stream) override {
        check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, cuda(stream)), "cudaMemcpyAsync to the host");
    }
    void copy_on_device(void* to, const void* from, std::size_t bytes, Stream stream) override {
        check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, cuda(stream)),
              "cudaMemcpyAsync on the device");
    }
    void set_zero(void* memory, std::size_t bytes, Stream stream) override {
        check(cudaMemsetAsync(memory, 0, bytes, cuda(stream)), "cudaMemsetAsync");
    }

    Stream make_stream() override {
        cudaStream_t stream = nullptr;
        check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate");
        return stream;
    }
    void end_stream(Stream stream) noexcept override { forget(cudaStreamDestroy(cuda(stream))); }
    void wait(Stream stream) override { check(cudaStreamSynchronize(cuda(stream)), "cudaStreamSynchronize"); }
    Event make_event() override {
        cudaEvent_t event = nullptr;
        check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "cudaEventCreate");
        return event;
    }
    void end_event(Event event) noexcept override { forget(cudaEventDestroy(event_of(event))); }
    void record(Event event, Stream stream) override {
        check(cudaEventRecord(event_of(event), cuda(stream)), "cudaEventRecord");
    }
    void wait_for(Event event) override { check(cudaEventSynchronize(event_of(event)), "cudaEventSynchronize"); }
    void follow(Stream stream, Event event) override {
        check(cudaStreamWaitEvent(cuda(stream), event_of(event), 0), "cudaStreamWaitEvent");
    }
    void launched(const char* kernel) override { check(cudaGetLastError(), kernel); }

    std::vector<int> drawing_devices() override {
        unsigned count = 0;
        int devices[16] = {};
        check(cudaGLGetDevices(&count, devices, 16, cudaGLDeviceListAll), "cudaGLGetDevices");
        return {devices, devices + count};
    }
    Resource register_buffer(unsigned gl_buffer) override {
        cudaGraphicsResource_t resource = nullptr;
        check(cudaGraphicsGLRegisterBuffer(&resource, gl_buffer, cudaGraphicsRegisterFlagsNone),
              "cudaGraphicsGLRegisterBuffer");
        return resource;
    }
    void unregister_buffer(Resource buffer) override {
        check(cudaGraphicsUnregisterResource(static_cast<cudaGraphicsResource_t>(buffer)),
              "cudaGraphicsUnregisterResource");
    }
    void map(Resource buffer, Stream stream) override {
        auto* resource = static_cast<cudaGraphicsResource_t>(buffer);
        check(cudaGraphicsMapResources(1, &resource, cuda(stream)), "cudaGraphicsMapResources");
    }
    void* mapped_memory(Resource buffer, std::size_t& bytes) override {
        void* memory = nullptr;
        check(cudaGraphicsResourceGetMappedPointer(&memory, &bytes, static_cast<cudaGraphicsResource_t>(buffer)),
              "cudaGraphicsResourceGetMappedPointer");
        return memory;
    }
    void unmap(Resource buffer, Stream stream) override {
        auto* resource = static_cast<cudaGraphicsResource_t>(buffer);
        check(cudaGraphicsUnmapResources(1, &resource, cuda(stream)), "cudaGraphicsUnmapResources");
    }
};

}  // namespace

DeviceRuntime& cuda_runtime() {
    static CudaRuntime runtime;
    return runtime;
}

}  // namespace coalesce
