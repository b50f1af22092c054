#pragma once

#include <cstddef>
#include <vector>

#include "coalesce/cuda/runtime.hpp"
#include "coalesce/flow/device.hpp"
#include "view/gl_objects.hpp"

namespace coalesce {

/// A vertex buffer of token positions shared by a device, which computes in it, and OpenGL, which draws from it,
/// without a copy. Registered with the device once per size; mapped while the device owns it.
///
/// Call from the drawing thread with its context current. All calls throw RunError, in one line that names CUDA's call,
/// and leave no pending error in CUDA.
class SharedTokens {
  public:
    SharedTokens(DeviceRuntime& runtime, int device) : runtime_(runtime), device_(device) {}
    ~SharedTokens() { end(); }
    SharedTokens(const SharedTokens&) = delete;
    SharedTokens& operator=(const SharedTokens&) = delete;

    /// Hands a buffer of `count` tokens to the device. A buffer of the same size keeps its content. The loan's event is
    /// reached once OpenGL's earlier drawing is done.
    DeviceLoan map(std::size_t count);
    /// Hands the buffer to OpenGL. The device's work in it must be finished.
    void unmap();
    /// Returns the 3N floats, mapped or not.
    std::vector<float> contents();
    /// Releases everything; map() then starts anew.
    void end() noexcept;

    bool mapped() const { return mapped_; }
    std::size_t count() const { return count_; }
    /// OpenGL name of the vertex buffer; 0 before the first map().
    GLuint buffer() const { return resource_ ? buffer_.id() : 0; }

  private:
    void begin(std::size_t count);

    DeviceRuntime& runtime_;
    int device_;
    std::size_t count_ = 0;
    Buffer buffer_;
    DeviceRuntime::Stream stream_ = nullptr;
    DeviceRuntime::Event ready_ = nullptr;
    DeviceRuntime::Resource resource_ = nullptr;
    bool mapped_ = false;
};

}  // namespace coalesce
