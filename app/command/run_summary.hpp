#pragma once

#include <string>
#include <vector>

#include "flow/simulation.hpp"
#include "theory/comparison.hpp"

namespace coalesce::command {

/// How a run came to its end.
struct RunEnd {
    double seconds = 0;      ///< of wall time that it took
    std::string stopped_by;  ///< the signal that ended it before time.until, such as SIGINT; else empty
};

/// summary.json of a run in its last state.
std::string run_summary(Simulation& simulation, const std::vector<Comparison>& theory, const RunEnd& end);

}  // namespace coalesce::command
