#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "lesson/walk.hpp"

namespace coalesce {

/// Statement of a caption, and its measurement at the end of the step.
struct Claim {
    std::size_t step;        ///< from 1
    std::string_view words;  ///< of the caption, or of the question's "why"
    std::function<void(const LessonWalk&)> check;
};

/// Claims of a shipped lesson; each is defined in claims_*.cpp.
std::vector<Claim> claims_of(std::string_view lesson);

std::vector<Claim> three_phases_claims();
std::vector<Claim> how_many_clusters_claims();
std::vector<Claim> waiting_claims();
std::vector<Claim> values_claims();
std::vector<Claim> heat_claims();
std::vector<Claim> softmax_claims();
std::vector<Claim> single_location_claims();
std::vector<Claim> infinite_width_claims();
std::vector<Claim> long_contexts_claims();

}  // namespace coalesce
