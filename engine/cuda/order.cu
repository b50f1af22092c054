#include <algorithm>
#include <bit>

#include "cuda/device_code.hpp"

#ifndef COALESCE_CUDA_ON_HOST
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_select.cuh>
#else
#include <vector>
#endif

// Sorting and listing: CUB on devices, the standard library on the host. Both are stable, so that results agree. Only
// an index list is sorted, 8 bytes a token and pass, and only by the bits that cells have: the bound is in mesh.cu.
// Listing reads 5 bytes a node and writes 4 a source or target: for 3·10^4 nodes, less than the launch.

namespace coalesce::COALESCE_CUDA_PLACE {

#ifndef COALESCE_CUDA_ON_HOST

void sort_by_cell(const MeshTask& task, void* memory, std::size_t& bytes, Stream stream) {
    cub::DeviceRadixSort::SortPairs(memory, bytes, task.cell, task.sorted_cell, task.token, task.sorted_token,
                                    static_cast<int>(task.count), 0, std::bit_width(task.grid.cells() - 1),
                                    static_cast<cudaStream_t>(stream));
}

void list_nodes(const MeshTask& task, void* memory, std::size_t& bytes, Stream stream) {
    const int nodes = static_cast<int>(task.grid.nodes());
    auto* counts = reinterpret_cast<std::uint32_t*>(task.counts);  // sources and targets are its first members
    cub::DeviceSelect::Flagged(memory, bytes, task.order, task.is_source, task.source, counts, nodes,
                               static_cast<cudaStream_t>(stream));
    if (!memory) return;
    cub::DeviceSelect::Flagged(memory, bytes, task.order, task.is_target, task.target, counts + 1, nodes,
                               static_cast<cudaStream_t>(stream));
}

#else

void sort_by_cell(const MeshTask& task, void* memory, std::size_t& bytes, Stream) {
    bytes = 1;
    if (!memory) return;
    std::copy_n(task.token, task.count, task.sorted_token);
    std::stable_sort(task.sorted_token, task.sorted_token + task.count,
                     [&](std::uint32_t a, std::uint32_t b) { return task.cell[a] < task.cell[b]; });
    for (std::size_t k = 0; k < task.count; ++k) task.sorted_cell[k] = task.cell[task.sorted_token[k]];
}

void list_nodes(const MeshTask& task, void* memory, std::size_t& bytes, Stream) {
    bytes = 1;
    if (!memory) return;
    task.counts->sources = task.counts->targets = 0;
    for (std::size_t k = 0; k < task.grid.nodes(); ++k) {
        if (task.is_source[k]) task.source[task.counts->sources++] = task.order[k];
        if (task.is_target[k]) task.target[task.counts->targets++] = task.order[k];
    }
}

#endif

}  // namespace coalesce::COALESCE_CUDA_PLACE
