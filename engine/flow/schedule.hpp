#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace coalesce {

/// Largest time.until. Doubling steps reach it after a thousand steps and stop there.
constexpr double end_of_time = 1e300;

/// Selects the fixed steps whose states are observed: all of the first 256, then 128 in every doubling of their number,
/// so that phases and merges are known to 1/128 of their time or to one step.
///
/// That is eight pixels of a plot a thousand wide on a linear axis, and a three-hundredth of a decade on a logarithmic
/// one. 10^4 steps make 930 observations, 10^6 steps 1 780; an observation costs as much as a mesh step.
constexpr bool is_observed_step(std::uint64_t step) {
    const std::uint64_t spacing = std::max<std::uint64_t>(1, std::bit_floor(step) / 128);
    return step % spacing == 0;
}

}  // namespace coalesce
