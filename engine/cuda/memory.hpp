#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "coalesce/cuda/runtime.hpp"

namespace coalesce {

/// Owns device memory, or page-locked host memory that copies reach directly.
template <class T, bool on_host = false>
class DeviceArray {
  public:
    explicit DeviceArray(DeviceRuntime& runtime) : runtime_(&runtime) {}
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;
    ~DeviceArray() { free(); }

    /// Makes room for `count` values; former content may be lost.
    T* reserve(std::size_t count) {
        if (count > capacity_) {
            free();
            const std::size_t bytes = count * sizeof(T);
            memory_ = static_cast<T*>(on_host ? runtime_->allocate_host(bytes) : runtime_->allocate(bytes));
            capacity_ = count;
        }
        return memory_;
    }
    T* data() const { return memory_; }
    std::size_t bytes() const { return capacity_ * sizeof(T); }

  private:
    void free() noexcept {
        if (memory_) on_host ? runtime_->release_host(memory_) : runtime_->release(memory_);
        memory_ = nullptr;
        capacity_ = 0;
    }
    DeviceRuntime* runtime_;
    T* memory_ = nullptr;
    std::size_t capacity_ = 0;
};

class DeviceStream {
  public:
    explicit DeviceStream(DeviceRuntime& runtime) : runtime_(runtime), stream_(runtime.make_stream()) {}
    DeviceStream(const DeviceStream&) = delete;
    DeviceStream& operator=(const DeviceStream&) = delete;
    ~DeviceStream() { runtime_.end_stream(stream_); }

    DeviceRuntime::Stream get() const { return stream_; }
    void wait() const { runtime_.wait(stream_); }

  private:
    DeviceRuntime& runtime_;
    DeviceRuntime::Stream stream_;
};

class DeviceEvent {
  public:
    explicit DeviceEvent(DeviceRuntime& runtime) : runtime_(runtime), event_(runtime.make_event()) {}
    DeviceEvent(const DeviceEvent&) = delete;
    DeviceEvent& operator=(const DeviceEvent&) = delete;
    ~DeviceEvent() { runtime_.end_event(event_); }

    DeviceRuntime::Event get() const { return event_; }

  private:
    DeviceRuntime& runtime_;
    DeviceRuntime::Event event_;
};

}  // namespace coalesce
