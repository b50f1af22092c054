#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <type_traits>

/// Implements CUDA's language for the host compiler: the device's .cu sources with a block as a team of real threads.
/// Blocks run two at a time, ordered by nothing but the kernel itself, so that a thread sanitizer sees races between
/// blocks as well as within one. Shared memory is filled with NaN before every block.

// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses)
#define __global__
#define __device__
#define __host__
#define __launch_bounds__(...)
#define __syncthreads() coalesce::shim::wait_for_block()

#define COALESCE_SHARED(Type, name, count) \
    static const char name##_place = 0;    \
    Type* const name = static_cast<Type*>(coalesce::shim::shared_memory(&name##_place, sizeof(Type) * (count)))
// NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses)
#define COALESCE_LAUNCH(blocks, threads, stream, ...) \
    coalesce::shim::launcher(blocks, coalesce::shim::Extent(threads), stream, __VA_ARGS__)

namespace coalesce::shim {

struct Extent {
    unsigned x = 1, y = 1, z = 1;
    Extent() = default;
    Extent(unsigned along_x, unsigned along_y = 1) : x(along_x), y(along_y) {}
    Extent(int along_x) : x(static_cast<unsigned>(along_x)) {}
};

struct Indices {
    Extent thread, block, block_size, grid;
};
inline thread_local Indices here;

void wait_for_block();
/// Returns the memory of one of a block's arrays, the same for all of its threads.
void* shared_memory(const void* array, std::size_t bytes);
/// Runs the kernel for every thread of every block of a grid; returns when all have ended.
void run(Extent blocks, Extent threads, const std::function<void()>& kernel);

template <class... Parameters>
struct Launcher {
    Extent blocks, threads;
    void (*kernel)(Parameters...);
    void operator()(std::type_identity_t<Parameters>... arguments) const {
        run(blocks, threads, [&] { kernel(arguments...); });
    }
};
template <class... Parameters>
Launcher<Parameters...> launcher(Extent blocks, Extent threads, void*, void (*kernel)(Parameters...)) {
    return {blocks, threads, kernel};
}

}  // namespace coalesce::shim

using dim3 = coalesce::shim::Extent;
#define threadIdx (coalesce::shim::here.thread)
#define blockIdx (coalesce::shim::here.block)
#define blockDim (coalesce::shim::here.block_size)
#define gridDim (coalesce::shim::here.grid)

inline unsigned atomicOr(unsigned* address, unsigned bits) {
    return std::atomic_ref<unsigned>(*address).fetch_or(bits);
}
inline unsigned long long atomicMax(unsigned long long* address, unsigned long long value) {
    const std::atomic_ref<unsigned long long> there(*address);
    unsigned long long before = there.load();
    while (before < value && !there.compare_exchange_weak(before, value)) {
    }
    return before;
}
inline unsigned long long atomicAdd(unsigned long long* address, unsigned long long value) {
    return std::atomic_ref<unsigned long long>(*address).fetch_add(value);
}
