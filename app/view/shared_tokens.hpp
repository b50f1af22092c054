#pragma once

#include <cstddef>
#include <vector>

#include "cuda/runtime.hpp"
#include "flow/device.hpp"
#include "view/gl_objects.hpp"

namespace coalesce {

/// A vertex buffer of token positions in which a device computes and from which OpenGL draws, so that nothing is
/// copied. Registered once a size, and mapped whenever it is the device's turn.
///
/// Calls come from the thread and with the context that draw. They throw RunError, in one line that names CUDA's call,
/// and leave no error behind in CUDA.
class SharedTokens {
  public:
    SharedTokens(DeviceRuntime& runtime, int device) : runtime_(runtime), device_(device) {}
    ~SharedTokens() { end(); }
    SharedTokens(const SharedTokens&) = delete;
    SharedTokens& operator=(const SharedTokens&) = delete;

    /// The device's turn, in a buffer of `count` tokens; what was in one of that size is there still. The loan's event
    /// is past once OpenGL has drawn what it was told to before.
    DeviceLoan map(std::size_t count);
    /// OpenGL's turn. The device's work in the buffer must be done.
    void unmap();
    /// 3N floats, whoever's turn it is.
    std::vector<float> contents();
    /// Gives everything back; map() starts anew.
    void end() noexcept;

    bool mapped() const { return mapped_; }
    std::size_t count() const { return count_; }
    /// The vertex buffer; 0 before the first map().
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
