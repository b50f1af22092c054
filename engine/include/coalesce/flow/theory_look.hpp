#pragma once

#include <functional>
#include <vector>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/theory_monitor.hpp"

namespace coalesce {

/// Compares the present state of a run without a window with the limit theorems, and gives solutions that lag up to
/// 10 s to catch up, 1 s once `hurried` says so.
/// @throws Stopped  as Simulation::measure
std::vector<Comparison> look_at_theory(TheoryMonitor& monitor, Simulation& simulation,
                                       const std::function<bool()>& hurried = {});

}  // namespace coalesce
