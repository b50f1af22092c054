#pragma once

#include <string>
#include <vector>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/theory/comparison.hpp"

namespace coalesce::command {

/// End of a run.
struct RunEnd {
    double seconds = 0;      ///< wall time of the run
    std::string stopped_by;  ///< signal that ended it before time.until, such as SIGINT; else empty
};

class TwinTable;

/// Returns summary.json of a run in its last state.
/// @param twins  runs beside it; nullptr: none
std::string run_summary(Simulation& simulation, const std::vector<Comparison>& theory, const RunEnd& end,
                        const TwinTable* twins = nullptr);

}  // namespace coalesce::command
