#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "coalesce/cuda/runtime.hpp"
#include "coalesce/flow/device.hpp"

/// A device in host memory that runs the CUDA engine's kernels, compiled for the host.
namespace coalesce {

/// Counts calls and can fail at any of them; knows what is still allocated. Memory is initialised to NaN. The OpenGL
/// part may be called by one thread at a time, the rest by any.
class FakeRuntime final : public DeviceRuntime {
  public:
    /// Makes the call with this number, from 1, and all later ones fail: a lost device. 0: none.
    void fail_at(int call) { set_failure(call, false); }
    /// Makes that call alone fail.
    void fail_once_at(int call) { set_failure(call, true); }
    int calls() const {
        const std::lock_guard lock(mutex_);
        return calls_;
    }
    void count_again() {
        const std::lock_guard lock(mutex_);
        calls_ = 0;
    }
    /// Name of the first call that failed; empty: none did.
    std::string failed() const {
        const std::lock_guard lock(mutex_);
        return failed_;
    }
    /// Number of calls of this name.
    int calls(const std::string& name) const {
        const std::lock_guard lock(mutex_);
        const auto found = calls_of_.find(name);
        return found == calls_of_.end() ? 0 : found->second;
    }
    /// Number of arrays, streams, events and resources not yet released.
    std::size_t held() const {
        const std::lock_guard lock(mutex_);
        return held_.size();
    }

    /// OpenGL buffers by name; a mapped buffer is the vector itself. In a test with its own context the hooks copy the
    /// contents there and back.
    std::map<unsigned, std::vector<float>> buffers;
    std::function<void(unsigned buffer)> before_register, before_map, after_unmap;

    int device_count() override;
    std::string device_name(int device) override;
    void use_device(int device) override;
    void* allocate(std::size_t bytes) override;
    void release(void* memory) noexcept override;
    void* allocate_host(std::size_t bytes) override;
    void release_host(void* memory) noexcept override;
    void copy_to_device(void* to, const void* from, std::size_t bytes, Stream stream) override;
    void copy_to_host(void* to, const void* from, std::size_t bytes, Stream stream) override;
    void copy_on_device(void* to, const void* from, std::size_t bytes, Stream stream) override;
    void set_zero(void* memory, std::size_t bytes, Stream stream) override;
    Stream make_stream() override;
    void end_stream(Stream stream) noexcept override;
    void wait(Stream stream) override;
    Event make_event() override;
    void end_event(Event event) noexcept override;
    void record(Event event, Stream stream) override;
    void wait_for(Event event) override;
    void follow(Stream stream, Event event) override;
    void launched(const char* kernel) override;
    std::vector<int> drawing_devices() override;
    Resource register_buffer(unsigned gl_buffer) override;
    void unregister_buffer(Resource buffer) override;
    void map(Resource buffer, Stream stream) override;
    void* mapped_memory(Resource buffer, std::size_t& bytes) override;
    void unmap(Resource buffer, Stream stream) override;

  private:
    struct Buffer {
        unsigned name;
        bool mapped = false;
    };
    void set_failure(int call, bool once) {
        const std::lock_guard lock(mutex_);
        fail_at_ = call;
        once_ = once;
    }
    void call(const char* name);
    void* hold(void* thing);
    void give_back(void* thing) noexcept;

    mutable std::mutex mutex_;
    int calls_ = 0, fail_at_ = 0;
    bool once_ = false;
    std::string failed_;
    std::map<std::string, int> calls_of_;
    std::set<void*> held_;
    std::map<void*, Buffer> registered_;
};

/// Makes clouds on the runtime, in blocks of a few threads. The runtime must outlive them.
DeviceFactory fake_factory(FakeRuntime& runtime);

}  // namespace coalesce
