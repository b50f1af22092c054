#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

/// Extends the cluster labels of sampled tokens to all tokens.
///
/// The sphere is cut into cells no wider than the linking angle: sampled tokens of one cell are linked, so that a cell
/// has one label. A token gets the label of its cell; if that holds no sampled token, the label of the smallest cell of
/// twice, four times … the width around it that does. Cells are at least 1/1024 of a panel wide: at linking angles
/// below 0.0022 a cell may hold several labels and takes the first.
class CellLabels {
  public:
    /// @param label  label of every token of `sample`
    /// @param angle  linking angle, radians
    CellLabels(const Cloud& sample, std::span<const std::int32_t> label, double angle);
    /// Returns the label of every token of another cloud; O(N).
    std::vector<std::int32_t> of(const Cloud& cloud) const;

  private:
    MeshGrid grid_;                    ///< n is a power of two
    std::vector<std::int32_t> label_;  ///< label of every cell
};

}  // namespace coalesce
