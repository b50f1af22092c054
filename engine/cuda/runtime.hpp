#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace coalesce {

/// The calls of CUDA's runtime that host code makes, without its types, so that a test can put host memory and failing
/// calls in their place. Streams, events and graphics resources are CUDA's own pointers.
///
/// All that do not say otherwise throw RunError, "cudaMalloc: out of memory", and leave no error behind in CUDA.
class DeviceRuntime {
  public:
    using Stream = void*;
    using Event = void*;
    using Resource = void*;

    virtual ~DeviceRuntime() = default;

    virtual int device_count() = 0;
    virtual std::string device_name(int device) = 0;
    /// Makes later calls of this thread go to the device.
    virtual void use_device(int device) = 0;

    virtual void* allocate(std::size_t bytes) = 0;
    virtual void release(void* memory) noexcept = 0;
    /// Host memory that copies reach without a detour.
    virtual void* allocate_host(std::size_t bytes) = 0;
    virtual void release_host(void* memory) noexcept = 0;
    // In the order of the stream; memory of the host may be used again after wait().
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
    /// What is put on the stream from now on begins after the event.
    virtual void follow(Stream stream, Event event) = 0;
    /// Throws where the kernel that was just launched could not be.
    virtual void launched(const char* kernel) = 0;

    // OpenGL, of the context that is current on this thread.
    /// Devices that draw; throws where none is one of CUDA's.
    virtual std::vector<int> drawing_devices() = 0;
    virtual Resource register_buffer(unsigned gl_buffer) = 0;
    virtual void unregister_buffer(Resource buffer) = 0;
    virtual void map(Resource buffer, Stream stream) = 0;
    /// Of a mapped buffer.
    virtual void* mapped_memory(Resource buffer, std::size_t& bytes) = 0;
    virtual void unmap(Resource buffer, Stream stream) = 0;
};

/// CUDA's own. Only where the program is built with CUDA (COALESCE_HAS_CUDA).
DeviceRuntime& cuda_runtime();

}  // namespace coalesce
