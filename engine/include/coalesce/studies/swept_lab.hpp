#pragma once

#include <memory>
#include <string>
#include <vector>

#include "coalesce/sweep/sweep.hpp"

namespace coalesce::studies {

/// A laboratory as the subject of a sweep, whose runs compute what its measures need and no maps.
/// @throws Issue       there is no laboratory of that name
/// @throws InputError  an unknown setting, or a wrong value
std::shared_ptr<const SweepSubject> swept_lab(const std::string& name, const std::vector<Assignment>& set);

/// Measures of one laboratory.
struct SweptLabHelp {
    std::string name;
    std::vector<SweepMeasureHelp> measures;
};
std::vector<SweptLabHelp> swept_labs_help();

}  // namespace coalesce::studies
