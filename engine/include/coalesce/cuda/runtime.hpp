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
    using Stream = void*;    ///< cudaStream_t
    using Event = void*;     ///< cudaEvent_t
    using Resource = void*;  ///< cudaGraphicsResource_t of an OpenGL buffer

    virtual ~DeviceRuntime() = default;

    /// Number of devices; throws "no CUDA driver is installed" without one.
    virtual int device_count() = 0;
    /// Name of a device as the driver reports it.
    virtual std::string device_name(int device) = 0;
    /// Directs later calls of this thread to the device.
    virtual void use_device(int device) = 0;

    /// Device memory, uninitialised.
    virtual void* allocate(std::size_t bytes) = 0;
    /// Frees what allocate() returned.
    virtual void release(void* memory) noexcept = 0;
    /// Page-locked host memory, which copies reach directly.
    virtual void* allocate_host(std::size_t bytes) = 0;
    /// Frees what allocate_host() returned.
    virtual void release_host(void* memory) noexcept = 0;
    // Copies run in stream order; host memory may be reused after wait().
    /// Copies from host memory to device memory.
    virtual void copy_to_device(void* to, const void* from, std::size_t bytes, Stream stream) = 0;
    /// Copies from device memory to host memory.
    virtual void copy_to_host(void* to, const void* from, std::size_t bytes, Stream stream) = 0;
    /// Copies between device memories.
    virtual void copy_on_device(void* to, const void* from, std::size_t bytes, Stream stream) = 0;
    /// Sets device memory to zero bytes.
    virtual void set_zero(void* memory, std::size_t bytes, Stream stream) = 0;

    /// A stream that does not wait for the default one.
    virtual Stream make_stream() = 0;
    /// Destroys a stream of make_stream().
    virtual void end_stream(Stream stream) noexcept = 0;
    /// Blocks this thread until all work of the stream is done.
    virtual void wait(Stream stream) = 0;
    /// An event without timing.
    virtual Event make_event() = 0;
    /// Destroys an event of make_event().
    virtual void end_event(Event event) noexcept = 0;
    /// Lets the event happen when the stream's present work is done.
    virtual void record(Event event, Stream stream) = 0;
    /// Blocks this thread until the recorded event has happened.
    virtual void wait_for(Event event) = 0;
    /// Makes later work on the stream begin after the event.
    virtual void follow(Stream stream, Event event) = 0;
    /// Throws if the kernel that was just launched could not start.
    virtual void launched(const char* kernel) = 0;

    // OpenGL interoperation, with the context that is current on this thread:
    /// Lists CUDA devices that draw; throws if there are none.
    virtual std::vector<int> drawing_devices() = 0;
    /// Registers an OpenGL buffer, named as by glGenBuffers, for reading and writing.
    virtual Resource register_buffer(unsigned gl_buffer) = 0;
    /// Ends the registration; the buffer is unmapped.
    virtual void unregister_buffer(Resource buffer) = 0;
    /// Maps a buffer for work of the stream; OpenGL does not use it until unmap().
    virtual void map(Resource buffer, Stream stream) = 0;
    /// Returns the memory of a mapped buffer and its size.
    virtual void* mapped_memory(Resource buffer, std::size_t& bytes) = 0;
    /// Returns a mapped buffer to OpenGL, which then waits for the work of the stream.
    virtual void unmap(Resource buffer, Stream stream) = 0;
};

/// CUDA's runtime. Available only if the program is built with CUDA (COALESCE_HAS_CUDA).
DeviceRuntime& cuda_runtime();

}  // namespace coalesce
