#pragma once

#include <cstdint>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

/// Returns the cell of every token, in MeshGrid's numbering; lengths of tokens do not matter. O(N).
std::vector<std::int32_t> cells_of(const Cloud& cloud, const MeshGrid& grid);

}  // namespace coalesce
