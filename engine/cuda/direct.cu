#include <algorithm>

#include "cuda/device_code.hpp"

// Direct sums. Per pair and lane: d FMAs for the exponent, one ex2, d + 1 FMAs or additions into the sums (one more if
// masses differ), and a quarter of a 16-byte read of shared memory, which serves four targets.
//
// Bound on an H100, d = 3: ex2 at 16 a clock × 132 multiprocessors × 1.7 GHz = 3.6e12 pairs a second; the eight issue
// slots of a pair at 128 a clock give the same 3.6e12. 67 TFLOP/s would allow 4.8e12. N = 10^5: 2.8 ms; 10^6: 0.28 s.
// Bytes per token: 24 in every block of targets, N/512 of which read them from the second-level cache; 40 a part out.
// A cloud that shifts makes two passes over each run, one for the largest exponent: 14 slots, 2.0e12 pairs a second.

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

/// Sources in shared memory at a time: 4 kB in single precision, 8 kB in double, read by coalesced loads, two by each
/// of the 128 threads of a block.
constexpr int tile_size = 256;
/// Terms summed in the working precision before they are added to the tile's sum, which is added in double: the
/// rounding of a float sum stays below (run + tile/run) 2^-24, on average a fifth of that, at 1 % more additions.
constexpr int run_size = 32;
/// Number of blocks that gives each of 132 multiprocessors eight.
constexpr std::size_t wanted_blocks = 1056;

/// Targets per thread: a read of shared memory, and its latency, serves all of them. More would spill registers.
template <class Real>
constexpr int targets_a_thread = sizeof(Real) == 4 ? 4 : 2;

template <class Real>
struct alignas(4 * sizeof(Real)) Source {
    Real x[4];  ///< the mass follows the d coordinates if masses differ
};

template <class Real, int d, bool weighted, bool shifted>
__global__ void __launch_bounds__(256) sum_pairs(PairTask task) {
    COALESCE_SHARED(Source<Real>, tile, tile_size);
    using Ops = Lane<Real>;
    constexpr int own = targets_a_thread<Real>;
    const std::size_t part = blockIdx.y, first = static_cast<std::size_t>(blockIdx.x) * own * blockDim.x + threadIdx.x;
    Real query[own][d], shift[own];
    double sum[own][d + 1];
    for (int r = 0; r < own; ++r) {
        const std::size_t place = first + static_cast<std::size_t>(r) * blockDim.x;
        const std::size_t target = place < task.targets ? place : 0;
        const Vec3 x = position(task.tokens, task.target ? task.target[target] : target);
        const Vec3 z = query_image_log2(task.query_key, task.beta, x);
        for (int k = 0; k < d; ++k) query[r][k] = static_cast<Real>(z[k]);
        shift[r] = shifted ? -static_cast<Real>(INFINITY) : Real{0};
        for (int k = 0; k <= d; ++k) sum[r][k] = 0;
    }
    const std::size_t parts = static_cast<std::size_t>(task.parts);
    const std::size_t from = part * task.sources / parts, to = (part + 1) * task.sources / parts;
    for (std::size_t at = from; at < to; at += tile_size) {
        const int count = static_cast<int>(to - at < tile_size ? to - at : tile_size);
        __syncthreads();
        for (int s = static_cast<int>(threadIdx.x); s < count; s += static_cast<int>(blockDim.x)) {
            const std::size_t j = at + static_cast<std::size_t>(s);
            const Vec3 x = position(task.tokens, j);
            Source<Real> source{};
            for (int k = 0; k < d; ++k) source.x[k] = static_cast<Real>(x[k]);
            if constexpr (weighted) source.x[d] = static_cast<Real>(task.masses[j] / task.mass_unit);
            tile[s] = source;
        }
        __syncthreads();
        Real in_tile[own][d + 1] = {};
        for (int run = 0; run < count; run += run_size) {
            const int end = run + run_size < count ? run + run_size : count;
            if constexpr (shifted) {
                Real largest[own];
                for (int r = 0; r < own; ++r) largest[r] = shift[r];
                for (int s = run; s < end; ++s)
                    for (int r = 0; r < own; ++r)
                        largest[r] = Ops::high(largest[r], score_of<Ops, d>(query[r], 1, tile[s].x));
                for (int r = 0; r < own; ++r) {
                    if (!(largest[r] > shift[r])) continue;
                    const Real fall = power_of_two(shift[r] - largest[r]);
                    for (int k = 0; k <= d; ++k) {
                        sum[r][k] *= static_cast<double>(fall);
                        in_tile[r][k] *= fall;
                    }
                    shift[r] = largest[r];
                }
            }
            Real in_run[own][d + 1] = {};
            for (int s = run; s < end; ++s) {
                const Source<Real> source = tile[s];
                for (int r = 0; r < own; ++r) {
                    const Real t = score_of<Ops, d>(query[r], 1, source.x);
                    const Real term = term_of<Ops, d, weighted, shifted>(t, shift[r], source.x);
                    add_term<Ops, d>(term, source.x, in_run[r][0], in_run[r] + 1, 1);
                }
            }
            for (int r = 0; r < own; ++r)
                for (int k = 0; k <= d; ++k) in_tile[r][k] += in_run[r][k];
        }
        for (int r = 0; r < own; ++r)
            for (int k = 0; k <= d; ++k) sum[r][k] += static_cast<double>(in_tile[r][k]);
    }
    for (int r = 0; r < own; ++r) {
        const std::size_t place = first + static_cast<std::size_t>(r) * blockDim.x;
        if (place >= task.targets) continue;
        task.partial[part * task.targets + place] = {
            sum[r][0], {sum[r][1], sum[r][2], d == 3 ? sum[r][d] : 0.0}, static_cast<double>(shift[r])};
    }
}

/// Bytes per target: 40 a part in, 32 out; tens of operations. At 3.35 TB/s some 20 ps a target and part.
__global__ void finish(FinishTask task) {
    const std::size_t i = thread_of_grid();
    if (i >= task.targets) return;
    TokenSums all = task.partial[i];
    for (int part = 1; part < task.parts; ++part)
        all = together(all, task.partial[static_cast<std::size_t>(part) * task.targets + i]);
    task.field[i] = attention_and_log_partition(all, task.mass_unit, task.unnormalised, task.beta, task.score_bound);
}

template <class Real, int d>
void launch_as(const PairTask& task, dim3 blocks, unsigned threads, Stream stream) {
    if (task.masses && task.shifted)
        COALESCE_LAUNCH(blocks, threads, stream, sum_pairs<Real, d, true, true>)(task);
    else if (task.masses)
        COALESCE_LAUNCH(blocks, threads, stream, sum_pairs<Real, d, true, false>)(task);
    else if (task.shifted)
        COALESCE_LAUNCH(blocks, threads, stream, sum_pairs<Real, d, false, true>)(task);
    else
        COALESCE_LAUNCH(blocks, threads, stream, sum_pairs<Real, d, false, false>)(task);
}

std::size_t target_blocks(std::size_t targets, bool exact, const BlockSizes& sizes) {
    const int a_block = sizes.pairs * (exact ? targets_a_thread<double> : targets_a_thread<float>);
    return blocks_for(targets, a_block);
}

}  // namespace

int parts_for(std::size_t targets, std::size_t sources, bool exact, const BlockSizes& sizes) {
    const std::size_t tiles = (sources + tile_size - 1) / tile_size, blocks = target_blocks(targets, exact, sizes);
    return static_cast<int>(
        std::clamp((wanted_blocks + blocks - 1) / blocks, std::size_t{1}, std::max<std::size_t>(tiles, 1)));
}

void launch_sum_pairs(const PairTask& task, const BlockSizes& sizes, Stream stream) {
    const dim3 blocks(static_cast<unsigned>(target_blocks(task.targets, task.exact, sizes)),
                      static_cast<unsigned>(task.parts));
    const auto threads = static_cast<unsigned>(sizes.pairs);
    if (task.exact && task.dimension == 3)
        launch_as<double, 3>(task, blocks, threads, stream);
    else if (task.exact)
        launch_as<double, 2>(task, blocks, threads, stream);
    else if (task.dimension == 3)
        launch_as<float, 3>(task, blocks, threads, stream);
    else
        launch_as<float, 2>(task, blocks, threads, stream);
}

void launch_finish(const FinishTask& task, const BlockSizes& sizes, Stream stream) {
    const int threads = sizes.each_token;
    COALESCE_LAUNCH(blocks_for(task.targets, threads), threads, stream, finish)(task);
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
