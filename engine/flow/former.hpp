#pragma once

#include <memory>

#include "coalesce/flow/roster.hpp"
#include "flow/motion.hpp"

namespace coalesce {

/// The state on which the events of the last step acted: in adaptive time the whole motion, for its dense output.
struct Former {
    std::unique_ptr<Motion> motion;  ///< null in fixed steps
    Cloud tokens;                    ///< fixed steps
    std::shared_ptr<const Roster> roster;
    /// All tokens after `part`, in [0, 1], of that step.
    Cloud tokens_at(double part) const { return motion ? motion->tokens_at(part) : tokens; }
};

}  // namespace coalesce
