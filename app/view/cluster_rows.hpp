#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coalesce/flow/frame.hpp"

namespace coalesce {

/// A row of the legend of clusters.
struct ClusterRow {
    std::string text;               ///< "3 clusters", "42.0 %", "and 7 more", "0.1 % loose"
    std::optional<int> identity{};  ///< of the cluster whose colour stands before it
};
/// Returns the rows from the top: the number of counted clusters, the share of each, at most `most` of them, and what
/// is in none. A crowd whose tokens are linked all over the sphere is no cluster: it reaches farther than a quarter
/// turn from its centre.
std::vector<ClusterRow> cluster_rows(const Frame& frame, int most);

}  // namespace coalesce
