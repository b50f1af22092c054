#pragma once

#include <vector>

#include "coalesce/model/parameter.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"
#include "coalesce/studies/single_location_oracle.hpp"
#include "coalesce/studies/single_location_plane.hpp"
#include "coalesce/studies/single_location_run.hpp"

namespace coalesce::studies {

/// Single-location regression: all that the laboratory shows of one setting. A window shows it before all is computed.
struct SingleLocationStudy {
    SingleLocation settings;
    std::vector<LocationRow> rows;  ///< of the descent; at least the start
    LocationPlane plane;
    RiskSection section;
    LocationPhases phases;
};
/// Without iterations among the assignments the sign link has none, as it has no gradient.
///
/// @throws InputError  for an unknown key, a wrong value, and rules that span several keys
SingleLocation single_location_settings(const std::vector<Assignment>& set);
SingleLocationStudy compute_single_location(const SingleLocation& settings, const Progress& progress);
/// Files series, section and phases.
Result result_of(const SingleLocationStudy& study);

}  // namespace coalesce::studies
