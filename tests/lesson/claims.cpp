#include "lesson/claims.hpp"

namespace coalesce {

std::vector<Claim> claims_of(std::string_view lesson) {
    if (lesson == "three-phases") return three_phases_claims();
    if (lesson == "how-many-clusters") return how_many_clusters_claims();
    if (lesson == "waiting") return waiting_claims();
    if (lesson == "values") return values_claims();
    if (lesson == "heat") return heat_claims();
    if (lesson == "softmax") return softmax_claims();
    if (lesson == "single-location") return single_location_claims();
    if (lesson == "infinite-width") return infinite_width_claims();
    if (lesson == "long-contexts") return long_contexts_claims();
    return {};
}

}  // namespace coalesce
