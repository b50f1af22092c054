#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace coalesce {

/// CUDA runtime calls of host code, without CUDA's types, so that a test can substitute host memory and failing calls.
/// Streams, events and graphics resources are CUDA's own pointers.
///
/// All but the noexcept calls throw RunError, "cudaMalloc: out of memory", and leave no error pending in CUDA.
class DeviceRuntime {
  public:
    using Stream = void*;
    using Event = void*;
    using Resource = void*;

    virtual ~DeviceRuntime() = default;

    virtual int device_count() = 0;
    virtual std::string device_name(int device) = 0;
    /// Directs later calls of this thread to the device.
    virtual void use_device(int device) = 0;

    virtual void* allocate(std::size_t bytes) = 0;
    virtual void release(void* memory) noexcept = 0;
    /// Page-locked host memory, which copies reach directly.
    virtual void* allocate_host(std::size_t bytes) = 0;
    virtual void release_host(void* memory) noexcept = 0;
    // The copies run in stream order; host memory may be reused after wait().
    virtual void copy_to_device(void* to, const void* from, std::size_t bytes, Stream stream) = 0;
    virtual void copy_to_host(void* to, const void* from, std::size_t bytes, Stream stream) = 0;
    virtual void copy_on_device(void* to, const void* from, std::size_t bytes, Stream stream) = 0;
    virtual void set_zero(void* memory, std::size_t bytes, Stream stream) = 0;

    virtual Stream make_stream() = 0;
    virtual void end_stream(Stream stream) noexcept = 0;
    virtual void wait(Stream stream) = 0;
    virtual Event make_event() = 0;
    virtual void end_event(Event event) noexcept = 0;
    virtual void record(Event event, Stream stream) = 0;
    virtual void wait_for(Event event) = 0;
    /// Makes later work on the stream begin after the event.
    virtual void follow(Stream stream, Event event) = 0;
    /// Throws if the kernel that was just launched could not start.
    virtual void launched(const char* kernel) = 0;

    // OpenGL interoperation, with the context that is current on this thread:
    /// Lists CUDA devices that draw; throws if there are none.
    virtual std::vector<int> drawing_devices() = 0;
    virtual Resource register_buffer(unsigned gl_buffer) = 0;
    virtual void unregister_buffer(Resource buffer) = 0;
    virtual void map(Resource buffer, Stream stream) = 0;
    /// Returns the memory of a mapped buffer and its size.
    virtual void* mapped_memory(Resource buffer, std::size_t& bytes) = 0;
    virtual void unmap(Resource buffer, Stream stream) = 0;
};

/// CUDA's runtime. Available only if the program is built with CUDA (COALESCE_HAS_CUDA).
DeviceRuntime& cuda_runtime();

}  // namespace coalesce
