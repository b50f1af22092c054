#include "view/cluster_rows.hpp"

#include <algorithm>
#include <numbers>

#include "coalesce/model/text.hpp"
#include "coalesce/observe/groups.hpp"

namespace coalesce {
namespace {

std::string percent(double share) {
    // Less than what one digit shows is not nothing.
    return share < 5e-4 ? "< 0.1 %" : formatted("%.1f %%", 100 * share);
}

}  // namespace

std::vector<ClusterRow> cluster_rows(const Frame& frame, int most) {
    const std::vector<Cluster>& clusters = frame.clusters;
    const std::size_t count = counted(clusters), shown = std::min(static_cast<std::size_t>(std::max(most, 0)), count);
    const bool even = count == 1 && clusters.front().radius > std::numbers::pi / 2;
    if (even) return {{"no clusters yet"}};
    std::vector<ClusterRow> rows{{std::to_string(count) + (count == 1 ? " cluster" : " clusters")}};
    for (std::size_t k = 0; k < shown; ++k) rows.push_back({percent(clusters[k].mass), clusters[k].identity});
    if (count > shown) rows.push_back({"and " + std::to_string(count - shown) + " more"});
    double apart = 0;
    for (std::size_t k = count; k < clusters.size(); ++k) apart += clusters[k].mass;
    if (apart > 0) rows.push_back({percent(apart) + " loose"});
    return rows;
}

}  // namespace coalesce
