#include "cuda/device_code.hpp"

// Node-to-node sums. Per pair the eight issue slots of direct.cu and one more for the weight: at most 3.2e12 pairs a
// second on an H100; a mesh of 10^4 nodes, none far: 30 µs. Bytes: 16 a source and block of 64 targets, from the
// second-level cache; 40 a target and part out. Far pairs cost a cosine per block of 16 sources and block of targets.

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

/// Blocks of sum_nodes per multiprocessor: enough warps to hide ex2, and 128 registers a thread, so that no
/// architecture has to spill.
constexpr int resident_blocks = 8;

template <class Real>
struct alignas(4 * sizeof(Real)) NodeSource {
    Real x[4];  ///< the weight follows the d coordinates
};

/// Uses a thread per source. 12 bytes in, two tangents of some 40 operations, 16 or 32 bytes out: 0.4 µs for 3·10^4
/// sources, less than the launch.
template <class Real>
__global__ void place_sources(MeshTask task) {
    const std::size_t s = thread_of_grid();
    if (s >= task.counts->sources) return;
    const std::uint32_t node = task.source[s];
    const Vec3 x = task.grid.point(node);
    const double weight = task.weight[node] / double_of(task.counts->heaviest);
    NodeSource<Real> source{{static_cast<Real>(x[0]), static_cast<Real>(x[1]), static_cast<Real>(x[2])}};
    source.x[task.grid.dimension] = static_cast<Real>(weight);
    static_cast<NodeSource<Real>*>(task.sources)[s] = source;
}

/// Uses a thread per block of sources: 16 points of two tangents each and 12 bytes in, one bound out. As in
/// place_sources arithmetic limits it, in two thousand threads: some 5 µs.
__global__ void bound_sources(MeshTask task) {
    const std::size_t from = thread_of_grid() * FarPairs::block;
    const std::size_t all = task.counts->sources;
    if (from >= all) return;
    const std::size_t count = all - from < FarPairs::block ? all - from : FarPairs::block;
    task.block[thread_of_grid()] = source_block(
        count, [&](std::size_t k) { return task.grid.point(task.source[from + k]); },
        [&](std::size_t k) { return task.weight[task.source[from + k]]; });
}

/// Returns the query group of a block's targets; run by its first thread.
__device__ QueryGroup group_of(const Vec3* query, std::size_t count) {
    QueryGroup group;
    group.shortest = group.longest = norm(query[0]);
    for (std::size_t k = 1; k < count; ++k) {
        const double length = norm(query[k]);
        group.shortest = length < group.shortest ? length : group.shortest;
        group.longest = length > group.longest ? length : group.longest;
    }
    group.cone = cone_of(count, [&](std::size_t k) { return normalised(query[k]); });
    return group;
}

/// Sums of one target over its sources, which come in runs of at most a block.
template <class Real, int d, bool shifted>
struct NodeSums {
    Real query[d], shift = shifted ? -static_cast<Real>(INFINITY) : Real{0};
    double sum[d + 1] = {};
    Real some[d + 1] = {};  ///< sums of a few blocks, in the working precision
    int blocks = 0;
    /// 256 terms, as in the tiles of direct.cu.
    static constexpr int most_blocks = 16;

    __device__ void add(const NodeSource<Real>* source, std::size_t count) {
        if constexpr (shifted) {
            Real largest = shift;
            for (std::size_t s = 0; s < count; ++s)
                largest = Lane<Real>::high(largest, score_of<Lane<Real>, d>(query, 1, source[s].x));
            if (largest > shift) {
                const Real fall = power_of_two(shift - largest);
                for (int k = 0; k <= d; ++k) {
                    sum[k] *= static_cast<double>(fall);
                    some[k] *= fall;
                }
                shift = largest;
            }
        }
        Real run[d + 1] = {};
        for (std::size_t s = 0; s < count; ++s) {
            const NodeSource<Real> here = source[s];
            const Real t = score_of<Lane<Real>, d>(query, 1, here.x);
            add_term<Lane<Real>, d>(term_of<Lane<Real>, d, true, shifted>(t, shift, here.x), here.x, run[0], run + 1,
                                    1);
        }
        for (int k = 0; k <= d; ++k) some[k] += run[k];
        if (++blocks == most_blocks) flush();
    }
    __device__ void flush() {
        for (int k = 0; k <= d; ++k) {
            sum[k] += static_cast<double>(some[k]);
            some[k] = 0;
        }
        blocks = 0;
    }
};

/// Sums a group of targets over one part of the sources, with a block of threads.
template <class Real, int d, bool shifted>
__global__ void __launch_bounds__(most_node_threads, resident_blocks) sum_nodes(MeshTask task) {
    COALESCE_SHARED(Vec3, query, most_node_threads);
    COALESCE_SHARED(double, bound, most_node_threads);
    COALESCE_SHARED(QueryGroup, group, 1);
    COALESCE_SHARED(std::uint8_t, near, most_node_threads);
    const std::size_t targets = task.counts->targets, sources = task.counts->sources;
    const std::size_t first = static_cast<std::size_t>(blockIdx.x) * blockDim.x, target = first + threadIdx.x;
    if (first >= targets) return;  // holds for all threads of the block or none
    const std::size_t group_size = targets - first < blockDim.x ? targets - first : blockDim.x;
    const std::size_t clamped = target < targets ? target : first;
    query[threadIdx.x] = query_image_log2(task.query_key, task.beta, task.grid.point(task.target[clamped]));
    __syncthreads();
    if (threadIdx.x == 0) group[0] = group_of(query, group_size);
    __syncthreads();

    const std::size_t blocks = (sources + FarPairs::block - 1) / FarPairs::block;
    const double cut = cut_of(task.negligible, blocks);
    const bool leave_out = may_leave_out(group[0], cut);
    double least = -static_cast<double>(INFINITY);
    if (leave_out) {
        for (std::size_t b = threadIdx.x; b < blocks; b += blockDim.x)
            least = std::max(least, contribution(group[0], task.block[b]).least);
        bound[threadIdx.x] = least;
        __syncthreads();
        for (unsigned k = 0; k < blockDim.x; ++k) least = std::max(least, bound[k]);
    }

    NodeSums<Real, d, shifted> own;
    for (int k = 0; k < d; ++k) own.query[k] = static_cast<Real>(query[threadIdx.x][static_cast<std::size_t>(k)]);
    const std::size_t part = blockIdx.y, from = part * blocks / node_parts, to = (part + 1) * blocks / node_parts;
    unsigned long long summed = 0;
    for (std::size_t at = from; at < to; at += blockDim.x) {
        const std::size_t mine = at + threadIdx.x;
        __syncthreads();
        near[threadIdx.x] =
            mine < to && (!leave_out || !(contribution(group[0], task.block[mine]).most < least - cut)) ? 1 : 0;
        __syncthreads();
        for (std::size_t b = at; b < to && b < at + blockDim.x; ++b) {
            if (near[b - at] == 0) continue;
            const std::size_t begin = b * FarPairs::block;
            const std::size_t count = sources - begin < FarPairs::block ? sources - begin : FarPairs::block;
            own.add(static_cast<const NodeSource<Real>*>(task.sources) + begin, count);
            summed += count;
        }
    }
    own.flush();
    if (threadIdx.x == 0) atomicAdd(&task.counts->pairs, summed * group_size);
    if (target >= targets) return;
    task.partial[part * task.grid.nodes() + target] = {
        own.sum[0], {own.sum[1], own.sum[2], d == 3 ? own.sum[d] : 0.0}, static_cast<double>(own.shift)};
}

/// 40 bytes a part in, 32 out: 3·10^4 targets, 6 MB at four parts, 2 µs.
__global__ void finish_nodes(MeshTask task) {
    const std::size_t t = thread_of_grid();
    if (t >= task.counts->targets) return;
    TokenSums all = task.partial[t];
    for (int part = 1; part < node_parts; ++part)
        all = together(all, task.partial[static_cast<std::size_t>(part) * task.grid.nodes() + t]);
    double* value = task.node_value + 4 * static_cast<std::size_t>(task.target[t]);
    const auto d = static_cast<std::size_t>(task.grid.dimension);
    const Vec3 m = attention_of(all);
    for (std::size_t k = 0; k < d; ++k) value[k] = m[k];
    value[d] = log_partition_of(all, double_of(task.counts->heaviest));
}

template <class Real, int d>
void launch_as(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    const std::size_t nodes = task.grid.nodes();
    COALESCE_LAUNCH(blocks_for(nodes, sizes.each_token), sizes.each_token, stream, place_sources<Real>)(task);
    const dim3 blocks(blocks_for(nodes, sizes.nodes), static_cast<unsigned>(node_parts));
    if (task.shifted)
        COALESCE_LAUNCH(blocks, sizes.nodes, stream, sum_nodes<Real, d, true>)(task);
    else
        COALESCE_LAUNCH(blocks, sizes.nodes, stream, sum_nodes<Real, d, false>)(task);
}

}  // namespace

void launch_sum_nodes(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    const std::size_t nodes = task.grid.nodes();
    const int threads = sizes.nodes;
    COALESCE_LAUNCH(blocks_for(nodes / FarPairs::block + 1, threads), threads, stream, bound_sources)(task);
    if (task.exact && task.grid.dimension == 3)
        launch_as<double, 3>(task, sizes, stream);
    else if (task.exact)
        launch_as<double, 2>(task, sizes, stream);
    else if (task.grid.dimension == 3)
        launch_as<float, 3>(task, sizes, stream);
    else
        launch_as<float, 2>(task, sizes, stream);
    COALESCE_LAUNCH(blocks_for(nodes, sizes.each_token), sizes.each_token, stream, finish_nodes)(task);
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
