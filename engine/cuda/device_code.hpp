#pragma once

/// Language of the .cu files: CUDA on a device; on the host tests/cuda_on_host/shim.hpp provides a block's threads,
/// their barrier and their shared memory.
#ifdef COALESCE_CUDA_ON_HOST

#include "cuda_on_host/shim.hpp"

#else

#include <cuda_runtime.h>

/// Declares an array in shared memory; it is uninitialised, whatever its type.
#define COALESCE_SHARED(Type, name, count)                                        \
    __shared__ alignas(Type) unsigned char name##_memory[sizeof(Type) * (count)]; \
    Type* const name = reinterpret_cast<Type*>(name##_memory)
/// Launches a kernel: COALESCE_LAUNCH(blocks, threads, stream, kernel)(arguments).
#define COALESCE_LAUNCH(blocks, threads, stream, ...) \
    __VA_ARGS__<<<blocks, threads, 0, static_cast<cudaStream_t>(stream)>>>

#endif

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "cuda/kernels.hpp"
#include "field/exponents.hpp"
#include "field/mesh_formula-inl.hpp"
#include "field/motion_formula-inl.hpp"
#include "field/number_ops.hpp"
#include "field/pair_formula-inl.hpp"

namespace coalesce::COALESCE_CUDA_PLACE {

/// Returns 2^t. The device's ex2 errs by 2^-22 of the result, as much as the rounding of t, at 16 results a clock and
/// multiprocessor; results below 2^-126 are 0.
__device__ inline float power_of_two(float t) {
#ifdef __CUDA_ARCH__
    float power;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(t));
    return power;
#else
    return std::exp2(t);
#endif
}
__device__ inline double power_of_two(double t) {
    return exp2(t);
}

/// NumberOps of one thread; fmax is one instruction where comparison and choice would be two.
template <class T>
struct Lane : kernel::NumberOps<T> {
    __device__ static T high(T a, T b) { return std::fmax(a, b); }
    __device__ static T power(T t) { return power_of_two(t); }
};
using namespace kernel::scalar;  // the formulas, shared with the host's vectors

/// Index of this thread in a one-dimensional grid.
__device__ inline std::size_t thread_of_grid() {
    return static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}

/// Number of blocks that give each of `count` items a thread.
inline unsigned blocks_for(std::size_t count, int threads) {
    return static_cast<unsigned>((count + static_cast<std::size_t>(threads) - 1) / static_cast<std::size_t>(threads));
}

__device__ inline Vec3 position(const Tokens& tokens, std::size_t i) {
    return joined(tokens.high + 3 * i, tokens.low + 3 * i);
}
__device__ inline void set_position(const Tokens& tokens, std::size_t i, const Vec3& x) {
    for (std::size_t k = 0; k < 3; ++k) {
        const SplitNumber split = split_number(x[k]);
        tokens.high[3 * i + k] = split.high;
        tokens.low[3 * i + k] = split.low;
    }
}

/// Atomic maximum: non-negative doubles order as their bits.
__device__ inline void raise_to(unsigned long long* bits, double value) {
#ifdef __CUDA_ARCH__
    atomicMax(bits, static_cast<unsigned long long>(__double_as_longlong(value)));
#else
    atomicMax(bits, std::bit_cast<unsigned long long>(value));
#endif
}
__device__ inline double double_of(unsigned long long bits) {
#ifdef __CUDA_ARCH__
    return __longlong_as_double(static_cast<long long>(bits));
#else
    return std::bit_cast<double>(bits);
#endif
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
