#pragma once

#include <span>
#include <vector>

#include "coalesce/observe/phases.hpp"

namespace coalesce {

/// Returns the time at which a run is as far in its phases as another one is at `time`: runs side by side on the clock
/// of phases enter a phase together, and within it pass equal shares of it.
///
/// Phases count from the start as long as both runs have them in the same order; what follows is one more stretch, up
/// to the ends of the runs. The result rises with `time`, from 0 to `other_end`.
///
/// @param first, other    phases of the run that leads and of the other one, up to their ends
/// @param time            of the run that leads, 0 to `end`
/// @param end, other_end  times up to which the runs are known
/// @param logarithmic     shares are those of the logarithm of time, but for a phase that begins at 0
double time_at_equal_phase(std::span<const Phase> first, std::span<const Phase> other, double time, double end,
                           double other_end, bool logarithmic);

}  // namespace coalesce
