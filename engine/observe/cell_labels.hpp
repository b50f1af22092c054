#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "field/mesh_grid.hpp"
#include "model/cloud.hpp"

namespace coalesce {

/// Labels of a sample of tokens as labels of all others.
///
/// The sphere is cut into cells no wider than the linking angle: sampled tokens of one cell are linked, so that a cell
/// has one label. A token gets the label of its cell; where that holds no sampled token, that of the smallest cell of
/// twice, four times … the width round it that does. Where cells would be narrower than 1/1024 of a panel (linking
/// angles below 0.0022) a cell may hold several labels and takes the first.
class CellLabels {
  public:
    /// @param label  of every token of `sample`
    /// @param angle  at which they were linked, radians
    CellLabels(const Cloud& sample, std::span<const std::int32_t> label, double angle);
    /// The label of every token of another cloud; O(N).
    std::vector<std::int32_t> of(const Cloud& cloud) const;

  private:
    MeshGrid grid_;                    ///< n is a power of two
    std::vector<std::int32_t> label_;  ///< of every cell
};

}  // namespace coalesce
