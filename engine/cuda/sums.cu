#include "cuda/device_code.hpp"

// Energy, speeds, angles and drift of a state in one pass: 24 + 32 bytes a token, 17 ps at 3.35 TB/s, and some 150
// double operations (34 TFLOP/s: 5 ps). Every thread sums tokens one grid apart, a block sums its threads by a tree,
// and the host sums the blocks in order.

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

/// Largest block, by which shared memory is sized: 18 kB.
constexpr int most_threads = 256;
/// Two to four blocks a multiprocessor; 46 kB in all for the host to add up.
constexpr unsigned most_blocks = 512;

using Ops = Lane<double>;
using Lanes = LaneVector<Ops, 3>;  // z = 0 on S^1

__device__ Lanes lanes(const Vec3& x) {
    return {{x[0], x[1], x[2]}};
}

__device__ double angle_of(const SumsTask& task, const Lanes& x) {
    if (task.angle == SumsTask::Angle::none) return 0;
    return angle_to<Ops, 3>(x, lanes(task.e), task.angle == SumsTask::Angle::to_line);
}

__global__ void __launch_bounds__(most_threads) sum_tokens(SumsTask task) {
    COALESCE_SHARED(StatePart, part, most_threads);
    StatePart own{};
    Lanes row_of_V[3];
    for (int k = 0; k < 3; ++k) row_of_V[k] = {{task.V(k, 0), task.V(k, 1), task.V(k, 2)}};
    const double even = 1 / static_cast<double>(task.count);
    for (std::size_t i = thread_of_grid(); i < task.count; i += static_cast<std::size_t>(gridDim.x) * blockDim.x) {
        const Vec3 at = position(task.tokens, i);
        const Lanes x = lanes(at);
        const TokenField here = task.field[i];
        const double mass = task.masses ? task.masses[i] : even;
        const double speed = speed_of<Ops, 3>(x, lanes(here.attention), row_of_V);
        const double exponential = bounded_exponential<Ops>(here.log_partition, task.beta * task.score_bound);
        own = together(own, {mass, mass * exponential, scaled(at, mass), mass * speed, mass * angle_of(task, x), speed,
                             drift_of<Ops, 3>(x)});
    }
    part[threadIdx.x] = own;
    for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) part[threadIdx.x] = together(part[threadIdx.x], part[threadIdx.x + half]);
    }
    if (threadIdx.x == 0) task.part[blockIdx.x] = part[0];
}

}  // namespace

int blocks_of_sums(std::size_t count, const BlockSizes& sizes) {
    return static_cast<int>(std::min(blocks_for(count, sizes.each_token), most_blocks));
}

void launch_sums(const SumsTask& task, const BlockSizes& sizes, Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(static_cast<unsigned>(blocks_of_sums(task.count, sizes)), threads, stream, sum_tokens)(task);
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
