#include "cuda_on_host/fake_device.hpp"

#include <cstdlib>
#include <cstring>

#include "coalesce/model/error.hpp"
#include "cuda/device_cloud.hpp"

namespace coalesce {

void FakeRuntime::call(const char* name) {
    const std::lock_guard lock(mutex_);
    ++calls_;
    ++calls_of_[name];
    if (fail_at_ == 0 || (once_ ? calls_ != fail_at_ : calls_ < fail_at_)) return;
    if (failed_.empty()) failed_ = name;
    throw RunError(std::string(name) + ": failed for a test");
}

void* FakeRuntime::hold(void* thing) {
    const std::lock_guard lock(mutex_);
    held_.insert(thing);
    return thing;
}

void FakeRuntime::give_back(void* thing) noexcept {
    const std::lock_guard lock(mutex_);
    if (held_.erase(thing) == 0) std::abort();  // released twice, or never allocated
    std::free(thing);
}

int FakeRuntime::device_count() {
    call("cudaGetDeviceCount");
    return 1;
}
std::string FakeRuntime::device_name(int) {
    call("cudaGetDeviceProperties");
    return "host in place of a device";
}
void FakeRuntime::use_device(int) {
    call("cudaSetDevice");
}
void* FakeRuntime::allocate(std::size_t bytes) {
    call("cudaMalloc");
    void* memory = std::malloc(bytes);
    std::memset(memory, 0xff, bytes);
    return hold(memory);
}
void FakeRuntime::release(void* memory) noexcept {
    give_back(memory);
}
void* FakeRuntime::allocate_host(std::size_t bytes) {
    call("cudaMallocHost");
    void* memory = std::malloc(bytes);
    std::memset(memory, 0xff, bytes);
    return hold(memory);
}
void FakeRuntime::release_host(void* memory) noexcept {
    give_back(memory);
}
void FakeRuntime::copy_to_device(void* to, const void* from, std::size_t bytes, Stream) {
    call("cudaMemcpyAsync to the device");
    std::memcpy(to, from, bytes);
}
void FakeRuntime::copy_to_host(void* to, const void* from, std::size_t bytes, Stream) {
    call("cudaMemcpyAsync to the host");
    std::memcpy(to, from, bytes);
}
void FakeRuntime::copy_on_device(void* to, const void* from, std::size_t bytes, Stream) {
    call("cudaMemcpyAsync on the device");
    std::memcpy(to, from, bytes);
}
void FakeRuntime::set_zero(void* memory, std::size_t bytes, Stream) {
    call("cudaMemsetAsync");
    std::memset(memory, 0, bytes);
}
DeviceRuntime::Stream FakeRuntime::make_stream() {
    call("cudaStreamCreate");
    return hold(std::malloc(1));
}
void FakeRuntime::end_stream(Stream stream) noexcept {
    give_back(stream);
}
void FakeRuntime::wait(Stream) {
    call("cudaStreamSynchronize");
}
DeviceRuntime::Event FakeRuntime::make_event() {
    call("cudaEventCreate");
    return hold(std::malloc(1));
}
void FakeRuntime::end_event(Event event) noexcept {
    give_back(event);
}
void FakeRuntime::record(Event, Stream) {
    call("cudaEventRecord");
}
void FakeRuntime::wait_for(Event) {
    call("cudaEventSynchronize");
}
void FakeRuntime::follow(Stream, Event) {
    call("cudaStreamWaitEvent");
}
void FakeRuntime::launched(const char* kernel) {
    call(kernel);
}
std::vector<int> FakeRuntime::drawing_devices() {
    call("cudaGLGetDevices");
    return {0};
}
DeviceRuntime::Resource FakeRuntime::register_buffer(unsigned gl_buffer) {
    call("cudaGraphicsGLRegisterBuffer");
    if (before_register) before_register(gl_buffer);
    if (!buffers.contains(gl_buffer)) throw RunError("cudaGraphicsGLRegisterBuffer: invalid argument");
    void* resource = hold(std::malloc(1));
    registered_[resource] = {gl_buffer};
    return resource;
}
void FakeRuntime::unregister_buffer(Resource buffer) {
    // CUDA releases a resource even if it then reports an error of the device.
    registered_.erase(buffer);
    give_back(buffer);
    call("cudaGraphicsUnregisterResource");
}
void FakeRuntime::map(Resource buffer, Stream) {
    call("cudaGraphicsMapResources");
    Buffer& own = registered_.at(buffer);
    if (own.mapped) throw RunError("cudaGraphicsMapResources: resource already mapped");
    own.mapped = true;
    if (before_map) before_map(own.name);
}
void* FakeRuntime::mapped_memory(Resource buffer, std::size_t& bytes) {
    call("cudaGraphicsResourceGetMappedPointer");
    std::vector<float>& memory = buffers.at(registered_.at(buffer).name);
    bytes = memory.size() * sizeof(float);
    return memory.data();
}
void FakeRuntime::unmap(Resource buffer, Stream) {
    call("cudaGraphicsUnmapResources");
    Buffer& own = registered_.at(buffer);
    if (!own.mapped) throw RunError("cudaGraphicsUnmapResources: resource not mapped");
    own.mapped = false;
    if (after_unmap) after_unmap(own.name);
}

DeviceFactory fake_factory(FakeRuntime& runtime) {
    return [&runtime](const DeviceRequest& request, std::string& why_not) {
        return cuda_on_host::make_cloud(runtime, 0, {8, 8, 8, 8}, request, why_not);
    };
}

}  // namespace coalesce
