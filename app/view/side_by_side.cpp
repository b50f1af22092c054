#include "view/side_by_side.hpp"

#include <algorithm>

namespace coalesce {
namespace {

/// Shares of the area that plots take: below the pictures of its height, beside them of its width.
constexpr float share_below = 0.32f, share_beside = 0.3f;

struct Grid {
    std::size_t columns, rows;
    SideBox area;
    /// Smaller side of a picture, which its sphere is drawn by.
    float size(float name) const {
        return std::min(area.width / static_cast<float>(columns), area.height / static_cast<float>(rows) - name);
    }
};

/// The grid of the largest pictures in an area; of equal ones that with fewer columns. Two are always beside each
/// other.
Grid best_grid(std::size_t runs, const SideBox& area, float name) {
    Grid best{runs, 1, area};
    if (runs < 3) return best;
    const Grid pairs{2, 2, area};
    return pairs.size(name) >= best.size(name) ? pairs : best;
}

void place(SidePlaces& places, std::size_t runs, const Grid& grid, float name) {
    const float width = grid.area.width / static_cast<float>(grid.columns),
                height = grid.area.height / static_cast<float>(grid.rows);
    for (std::size_t k = 0; k < runs; ++k) {
        const std::size_t row = k / grid.columns, column = k % grid.columns;
        const std::size_t in_row = std::min(grid.columns, runs - row * grid.columns);
        const float centring = 0.5f * width * static_cast<float>(grid.columns - in_row);
        const float x = grid.area.x + centring + width * static_cast<float>(column),
                    y = grid.area.y + height * static_cast<float>(row);
        const float line = runs > 1 ? name : 0;
        places.runs.push_back({{x, y, width, height - line}, {x, y + height - line, width, line}});
    }
}

}  // namespace

SidePlaces side_by_side(std::size_t runs, const SideBox& area, float name, bool panels) {
    SidePlaces places;
    Grid grid = best_grid(runs, area, name);
    if (panels) {
        SideBox above = area, left = area;
        above.height *= 1 - share_below;
        left.width *= 1 - share_beside;
        const Grid over = best_grid(runs, above, name), beside = best_grid(runs, left, name);
        places.panels_below = over.size(name) > beside.size(name);
        grid = places.panels_below ? over : beside;
        places.panels = places.panels_below
                            ? SideBox{area.x, area.y + above.height, area.width, area.height - above.height}
                            : SideBox{area.x + left.width, area.y, area.width - left.width, area.height};
    }
    place(places, runs, grid, name);
    return places;
}

}  // namespace coalesce
