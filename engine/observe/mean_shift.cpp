#include "coalesce/observe/mean_shift.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "coalesce/observe/sphere_grid.hpp"
#include "observe/kernel_field.hpp"
#include "observe/mode_ascent.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;
constexpr double grid_per_width = 6;
/// Returns the highest of a node and its eight neighbours; the earlier one if equal.
std::size_t highest_neighbour(const std::vector<double>& sums, const SphereGrid& grid, int row, int column) {
    std::size_t best = grid.index(row, column);
    for (int dr = -1; dr <= 1; ++dr) {
        for (int dc = -1; dc <= 1; ++dc) {
            int r = row + dr, c = column + dc;
            if (r < 0 || r >= grid.rows) {
                r = row;
                c += grid.columns / 2;
            }
            const std::size_t other = grid.index(r, (c + grid.columns) % grid.columns);
            if (sums[other] > sums[best] || (sums[other] == sums[best] && other < best)) best = other;
        }
    }
    return best;
}

/// Mode of every token, and the modes.
struct Basins {
    std::vector<std::int32_t> label;
    std::vector<Vec3> modes;
};

Basins basins_by_lumps(const KernelField& field) {
    Modes modes = ascend_to_modes(field, field.lumps());
    Basins basins{{}, std::move(modes.place)};
    basins.label.reserve(field.lump_of().size());
    for (const std::int32_t lump : field.lump_of())
        basins.label.push_back(modes.of_start[static_cast<std::size_t>(lump)]);
    return basins;
}

Basins basins_by_grid(const Cloud& cloud, const KernelField& field) {
    const SphereGrid grid = SphereGrid::finer_than(field.width() / grid_per_width);
    const std::vector<double> sums = kernel_sums(cloud, grid, field.width());
    std::vector<std::uint32_t> up(grid.size());
    oneapi::tbb::parallel_for(0, grid.rows, [&](int row) {
        for (int column = 0; column < grid.columns; ++column)
            up[grid.index(row, column)] = static_cast<std::uint32_t>(highest_neighbour(sums, grid, row, column));
    });
    const auto top = [&](std::size_t node) {
        std::size_t end = node;
        while (up[end] != end) end = up[end];
        while (up[node] != end) {  // compresses the path: later climbs are short
            const std::size_t next = up[node];
            up[node] = static_cast<std::uint32_t>(end);
            node = next;
        }
        return end;
    };
    std::vector<std::int32_t> of_top(grid.size(), -1);
    std::vector<Vec3> starts;
    Basins basins;
    basins.label.resize(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        const auto place = [](double unit, int count) {
            return std::clamp(static_cast<int>(unit * count), 0, count - 1);
        };
        const int row = place(std::atan2(x[2], std::hypot(x[0], x[1])) / pi + 0.5, grid.rows);
        const int column = place(std::atan2(x[1], x[0]) / (2 * pi) + 0.5, grid.columns);
        const std::size_t end = top(grid.index(row, column));
        if (of_top[end] < 0) {
            of_top[end] = static_cast<std::int32_t>(starts.size());
            const auto columns = static_cast<std::size_t>(grid.columns);
            starts.push_back(grid.node(static_cast<int>(end / columns), static_cast<int>(end % columns)));
        }
        basins.label[i] = of_top[end];
    }
    Modes modes = ascend_to_modes(field, starts);
    for (std::int32_t& label : basins.label) label = modes.of_start[static_cast<std::size_t>(label)];
    basins.modes = std::move(modes.place);
    return basins;
}

/// Lumps visited by one evaluation at every lump, estimated from 64 of them.
double sweep_cost(const KernelField& field) {
    const std::size_t count = field.lumps().size(), stride = std::max<std::size_t>(count / 64, 1);
    double seen = 0, looks = 0;
    for (std::size_t k = 0; k < count; k += stride, ++looks)
        seen += static_cast<double>(field.candidates(field.lumps()[k]));
    return count > 0 ? seen / looks * static_cast<double>(count) : 0;
}

/// Holds if the grid is cheaper: an ascent takes some ten evaluations of 8 ns a lump, a node of the grid some 150 ns.
bool grid_pays(const KernelField& field, int dimension) {
    if (dimension != 3) return false;
    const double rows = pi * grid_per_width / field.width(), nodes = 2 * rows * rows;
    constexpr double most_nodes = 2e7;
    return nodes < most_nodes && sweep_cost(field) * 80 > nodes * 150 + 5e6;
}

}  // namespace

MeanShift mean_shift(const Cloud& cloud, double width) {
    MeanShift result;
    if (cloud.size() == 0) return result;
    if (width >= pi) {
        result.clustering = link_clusters(cloud, pi);
        result.modes = {result.clustering.clusters.front().centre};
        return result;
    }
    const KernelField field(cloud, width);
    const Basins basins = grid_pays(field, cloud.dimension()) ? basins_by_grid(cloud, field) : basins_by_lumps(field);
    result.clustering = clustering_of(cloud, basins.label);
    result.modes.resize(result.clustering.clusters.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        result.modes[static_cast<std::size_t>(result.clustering.label[i])] =
            basins.modes[static_cast<std::size_t>(basins.label[i])];
    }
    return result;
}

Clustering mean_shift_clusters(const Cloud& cloud, double width) {
    return mean_shift(cloud, width).clustering;
}

}  // namespace coalesce
