#pragma once

#include <cstdint>
#include <vector>

#include "observe/kernel_field.hpp"

namespace coalesce {

/// Distinct modes of a kernel field, local maxima on the sphere, and which one each ascent ends in.
struct Modes {
    std::vector<Vec3> place;
    std::vector<std::int32_t> of_start;
};

/// Steepest ascents of F = log S from every start. Ends closer than w/6 are one mode, and so are those closer than w
/// between which F dips by less than 1e-9.
Modes ascend_to_modes(const KernelField& field, const std::vector<Vec3>& starts);

}  // namespace coalesce
