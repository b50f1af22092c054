#include <algorithm>

#include "cuda/device_code.hpp"

// Tokens and mesh, q = p^(d-1) nodes a token, 36 for p = 6 on S^2. Bounds on an H100 at 3.35 TB/s, 17 TFMA/s in double
// (64 a clock and multiprocessor: 14e12) and N = 10^7, per token in brackets:
//   locate   24 bytes in, 20 out; 80 operations (13 ps)                                             0.13 ms
//   sort     radix, two passes over 8 + 8 bytes for up to 2^16 cells, and one to count (11 ps)      0.11 ms
//   cells    4 bytes in (1 ps)                                                                       0.01 ms
//   deposit  8 bytes in order, then u and v of a token, a sector of 32 each: 72; q FMAs (21 ps)     0.21 ms
//   read     the same 72 and a field of 32 out; 4 q FMAs, node values from the caches (31 ps)       0.31 ms
//   chunks   8 q bytes in for every 256 tokens and every cell (0.3 ps)                              0.003 ms
// Kernels over cells or nodes do not grow with N. A mesh of 3·10^4 nodes, n = 64, is as fine as tolerances require:
//   gather_nodes   16 q bytes a node                                            17 MB, 5 µs
//   roughness      32 q bytes a cell, most of them cached; 2 d p² operations    28 MB, 8 µs at most
// With the layer step's 24 ps, memory takes some 1 ms; the target is 10 ms.

namespace coalesce::COALESCE_CUDA_PLACE {

namespace {

__device__ std::size_t stencil(const MeshGrid& grid) {
    const auto p = static_cast<std::size_t>(grid.p);
    return grid.dimension == 3 ? p * p : p;
}
/// Returns the deposit of a cell's tokens in one chunk: cells and chunks both rise along the order, so that cell +
/// chunk is unique.
__device__ double* deposit_at(const MeshTask& task, std::size_t cell, std::size_t chunk) {
    return task.deposit + (cell + chunk) * stencil(task.grid);
}

__global__ void __launch_bounds__(256) locate(MeshTask task) {
    const std::size_t i = thread_of_grid();
    if (i >= task.count) return;
    const Vec3 x = position(task.tokens, i);
    const double cells = task.grid.n;
    const auto place = task.grid.dimension == 3 ? place_on_sphere<Lane<double>>(x[0], x[1], x[2], cells)
                                                : place_on_circle<Lane<double>>(x[0], x[1], cells);
    task.cell[i] = static_cast<std::uint32_t>(place.cell);
    task.u[i] = static_cast<float>(place.u);
    task.v[i] = static_cast<float>(place.v);
    task.token[i] = static_cast<std::uint32_t>(i);
}

__global__ void find_cells(MeshTask task) {
    const std::size_t k = thread_of_grid();
    if (k >= task.count) return;
    const std::uint32_t cell = task.sorted_cell[k];
    if (k == 0 || task.sorted_cell[k - 1] != cell) task.cell_begin[cell] = static_cast<std::uint32_t>(k);
    if (k + 1 == task.count || task.sorted_cell[k + 1] != cell) task.cell_end[cell] = static_cast<std::uint32_t>(k + 1);
}

/// Deposits a chunk of tokens in order per block, by batches: their weights go to shared memory, 21 kB for p = 10, so
/// that ten blocks share a multiprocessor; then a thread per stencil node adds the tokens cell by cell, in order.
template <int p, int d>
__global__ void __launch_bounds__(most_deposit_threads) deposit(MeshTask task) {
    COALESCE_SHARED(double, column, p* most_deposit_threads);
    COALESCE_SHARED(double, row, (d == 3 ? p : 1) * most_deposit_threads);
    COALESCE_SHARED(std::uint32_t, cell, most_deposit_threads);
    constexpr int nodes = d == 3 ? p * p : p;
    const std::size_t begin = blockIdx.x * task.chunk;
    const std::size_t end = begin + task.chunk < task.count ? begin + task.chunk : task.count;
    const int threads = static_cast<int>(blockDim.x), own = static_cast<int>(threadIdx.x);
    for (std::size_t at = begin; at < end; at += blockDim.x) {
        const int batch = end - at < blockDim.x ? static_cast<int>(end - at) : threads;
        __syncthreads();
        if (own < batch) {
            const std::size_t i = task.sorted_token[at + threadIdx.x];
            double weight[p];
            lagrange_weights<Lane<double>>(static_cast<double>(task.u[i]), weight);
            const double mass = task.masses ? task.masses[i] : 1;
            for (int a = 0; a < p; ++a) column[a * threads + own] = mass * weight[a];
            if constexpr (d == 3) {
                lagrange_weights<Lane<double>>(static_cast<double>(task.v[i]), weight);
                for (int a = 0; a < p; ++a) row[a * threads + own] = weight[a];
            }
            cell[own] = task.sorted_cell[at + threadIdx.x];
        }
        __syncthreads();
        for (int node = own; node < nodes; node += threads) {
            const double *along = column + node % p * threads, *across = row + node / p * threads;
            for (int t = 0; t < batch;) {
                const std::uint32_t here = cell[t];
                const bool first = t > 0 || at == begin || task.sorted_cell[at - 1] != here;
                double sum = 0;
                for (; t < batch && cell[t] == here; ++t) sum += d == 3 ? along[t] * across[t] : along[t];
                double* out = deposit_at(task, here, blockIdx.x) + node;
                *out = first ? sum : *out + sum;
            }
        }
    }
}

/// Adds up the chunks of a cell per block, into the first of them.
__global__ void __launch_bounds__(most_deposit_threads) add_chunks(MeshTask task) {
    const std::size_t begin = task.cell_begin[blockIdx.x], end = task.cell_end[blockIdx.x];
    if (begin == end) return;
    const std::size_t first = begin / task.chunk, last = (end - 1) / task.chunk;
    for (std::size_t node = threadIdx.x; node < stencil(task.grid); node += blockDim.x) {
        double sum = 0;
        for (std::size_t chunk = first; chunk <= last; ++chunk) sum += deposit_at(task, blockIdx.x, chunk)[node];
        deposit_at(task, blockIdx.x, first)[node] = sum;
    }
}

/// Adds up, with a thread per node in compact order, the cells whose stencils contain the node.
__global__ void gather_nodes(MeshTask task) {
    const std::size_t k = thread_of_grid();
    const MeshGrid& grid = task.grid;
    if (k >= grid.nodes()) return;
    const std::size_t node = task.order[k], panel = node / grid.panel_nodes(), rest = node % grid.panel_nodes();
    const int side = grid.side(), p = grid.p, n = grid.n;
    const int column = static_cast<int>(rest) % side, line = static_cast<int>(rest) / side;
    double sum = 0;
    bool read = false;
    for (int b = 0; b < (grid.dimension == 3 ? p : 1); ++b)
        for (int a = 0; a < p; ++a) {
            const int x = column - a, y = line - b;
            if (x < 0 || x >= n || y < 0 || (grid.dimension == 3 && y >= n)) continue;
            const std::size_t in_panel = static_cast<std::size_t>(y) * static_cast<std::size_t>(n);
            const std::size_t panel_cells = grid.cells() / static_cast<std::size_t>(grid.panels());
            const std::size_t cell = panel * panel_cells + in_panel + static_cast<std::size_t>(x);
            if (task.cell_begin[cell] == task.cell_end[cell]) continue;
            sum += deposit_at(task, cell, task.cell_begin[cell] / task.chunk)[b * p + a];
            read = true;
        }
    task.weight[node] = sum;
    task.is_source[k] = sum != 0 ? 1 : 0;
    task.is_target[k] = read ? 1 : 0;
    raise_to(&task.counts->heaviest, std::abs(sum));
}

template <int p, int d>
__global__ void __launch_bounds__(256) read(MeshTask task) {
    const std::size_t k = thread_of_grid();
    if (k >= task.count) return;
    const std::size_t i = task.sorted_token[k];
    const double* corner = task.node_value + 4 * task.grid.first_node(task.sorted_cell[k]);
    const std::size_t line = 4 * static_cast<std::size_t>(task.grid.side());
    double column[p], row[p];
    lagrange_weights<Lane<double>>(static_cast<double>(task.u[i]), column);
    if constexpr (d == 3) lagrange_weights<Lane<double>>(static_cast<double>(task.v[i]), row);
    double result[4] = {};
    for (int b = 0; b < (d == 3 ? p : 1); ++b) {
        double sum[4] = {};
        for (int a = 0; a < p; ++a)
            for (int q = 0; q <= d; ++q)
                sum[q] += column[a] * corner[static_cast<std::size_t>(b) * line + static_cast<std::size_t>(4 * a + q)];
        for (int q = 0; q <= d; ++q) result[q] += d == 3 ? row[b] * sum[q] : sum[q];
    }
    TokenField here{{result[0], result[1], d == 3 ? result[2] : 0.0}, result[d] - task.log_unit};
    if (task.unnormalised) {
        const double factor = unnormalised_factor(here.log_partition, task.beta, task.score_bound);
        here.attention = scaled(here.attention, factor);
    }
    task.field[i] = here;
}

/// Uses a thread per cell; cells without tokens have roughness 0.
__global__ void roughness(MeshTask task) {
    const std::size_t cell = thread_of_grid();
    if (cell >= task.grid.cells()) return;
    double own = 0;
    if (task.cell_begin[cell] != task.cell_end[cell]) own = roughness_of(task.grid, task.node_value, cell);
    task.roughness_of[cell] = own;
    if (own > 0) raise_to(&task.counts->rough, own);
}

}  // namespace

void launch_locate(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    COALESCE_LAUNCH(blocks_for(task.count, sizes.each_token), sizes.each_token, stream, locate)(task);
}

void launch_find_cells(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    COALESCE_LAUNCH(blocks_for(task.count, sizes.each_token), sizes.each_token, stream, find_cells)(task);
}

namespace {

template <int p>
void launch_deposit_of(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    const unsigned blocks = blocks_for(task.count, static_cast<int>(task.chunk));
    if (task.grid.dimension == 3)
        COALESCE_LAUNCH(blocks, sizes.deposit, stream, deposit<p, 3>)(task);
    else
        COALESCE_LAUNCH(blocks, sizes.deposit, stream, deposit<p, 2>)(task);
}

template <int p>
void launch_read_of(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    const unsigned blocks = blocks_for(task.count, sizes.each_token);
    if (task.grid.dimension == 3)
        COALESCE_LAUNCH(blocks, sizes.each_token, stream, read<p, 3>)(task);
    else
        COALESCE_LAUNCH(blocks, sizes.each_token, stream, read<p, 2>)(task);
}

}  // namespace

void launch_deposit(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    (task.grid.p == 6   ? launch_deposit_of<6>
     : task.grid.p == 8 ? launch_deposit_of<8>
                        : launch_deposit_of<10>)(task, sizes, stream);
    COALESCE_LAUNCH(static_cast<unsigned>(task.grid.cells()), sizes.deposit, stream, add_chunks)(task);
}

void launch_gather_nodes(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    COALESCE_LAUNCH(blocks_for(task.grid.nodes(), sizes.each_token), sizes.each_token, stream, gather_nodes)(task);
}

void launch_read(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    (task.grid.p == 6   ? launch_read_of<6>
     : task.grid.p == 8 ? launch_read_of<8>
                        : launch_read_of<10>)(task, sizes, stream);
}

void launch_roughness(const MeshTask& task, const BlockSizes& sizes, Stream stream) {
    COALESCE_LAUNCH(blocks_for(task.grid.cells(), sizes.each_token), sizes.each_token, stream, roughness)(task);
}

}  // namespace coalesce::COALESCE_CUDA_PLACE
