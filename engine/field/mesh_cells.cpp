#include "field/mesh_cells.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include "field/mesh_kernel.hpp"

namespace coalesce {

std::vector<std::int32_t> cells_of(const Cloud& cloud, const MeshGrid& grid) {
    std::vector<std::int32_t> cell(cloud.size());
    const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(),
                             cloud.dimension() == 3 ? cloud.axis(2).data() : nullptr};
    constexpr std::size_t block = 4096;
    oneapi::tbb::parallel_for(std::size_t{0}, (cloud.size() + block - 1) / block, [&](std::size_t k) {
        kernel::Place u[block], v[block];
        const std::size_t from = k * block, to = std::min(cloud.size(), from + block);
        const double* here[3] = {axis[0] + from, axis[1] + from, axis[2] ? axis[2] + from : nullptr};
        kernel::locate_tokens(here, grid.dimension, grid.n, 0, to - from, {cell.data() + from, u, v});
    });
    return cell;
}

}  // namespace coalesce
