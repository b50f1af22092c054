#pragma once

#include <cstdint>
#include <vector>

#include "observe/kernel_field.hpp"

namespace coalesce {

/// Distinct modes (local maxima on the sphere) of a kernel field, and the mode that every ascent ends in.
struct Modes {
    std::vector<Vec3> place;             ///< unit vectors, one a mode
    std::vector<std::int32_t> of_start;  ///< index into `place` for every start
};

/// Ascends F = log S from every start. Ends closer than w/6 are one mode, and so are those closer than w between which
/// F dips by less than 1e-9.
Modes ascend_to_modes(const KernelField& field, const std::vector<Vec3>& starts);

}  // namespace coalesce
