#include "observe/cell_labels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "field/mesh_cells.hpp"
#include "field/parallel.hpp"

namespace coalesce {

namespace {

constexpr int most_cells_a_side = 1024;

/// Chooses cells no wider than `angle`: the widest cell of an equiangular cube is √2 times its edge spacing.
int cells_a_side(int dimension, double angle) {
    const double widest = (dimension == 3 ? std::sqrt(2.0) : 1.0) * M_PI / 2;
    const double cells = std::min(std::ceil(widest / angle), double{most_cells_a_side});
    return static_cast<int>(std::bit_ceil(static_cast<unsigned>(cells)));
}

/// Merges cells by 2×2 repeatedly until every cell has a label, that of the first labelled part.
void fill_empty_cells(const MeshGrid& grid, std::vector<std::int32_t>& label) {
    if (grid.n == 1) {
        // The 2d panels are the whole circle or sphere: an empty one has no token near and takes any label.
        const auto any = std::find_if(label.begin(), label.end(), [](std::int32_t l) { return l >= 0; });
        for (std::int32_t& l : label)
            if (l < 0) l = *any;
        return;
    }
    const MeshGrid wide{grid.dimension, grid.n / 2, grid.p};
    const auto n = static_cast<std::size_t>(grid.n), half = n / 2;
    const auto around = [&](std::size_t c) {
        const std::size_t column = c % n / 2, line = c / n;
        return grid.dimension == 2 ? line * half + column : (line / n * half + line % n / 2) * half + column;
    };
    std::vector<std::int32_t> of_wide(wide.cells(), -1);
    for (std::size_t c = label.size(); c-- > 0;)
        if (label[c] >= 0) of_wide[around(c)] = label[c];
    fill_empty_cells(wide, of_wide);
    for (std::size_t c = 0; c < label.size(); ++c)
        if (label[c] < 0) label[c] = of_wide[around(c)];
}

}  // namespace

CellLabels::CellLabels(const Cloud& sample, std::span<const std::int32_t> label, double angle)
    : grid_{sample.dimension(), cells_a_side(sample.dimension(), angle), 6}, label_(grid_.cells(), -1) {
    const std::vector<std::int32_t> cell = cells_of(sample, grid_);
    for (std::size_t i = cell.size(); i-- > 0;) label_[static_cast<std::size_t>(cell[i])] = label[i];
    fill_empty_cells(grid_, label_);
}

std::vector<std::int32_t> CellLabels::of(const Cloud& cloud) const {
    std::vector<std::int32_t> label = cells_of(cloud, grid_);
    for_each_token(label.size(), [&](std::size_t i) { label[i] = label_[static_cast<std::size_t>(label[i])]; });
    return label;
}

}  // namespace coalesce
