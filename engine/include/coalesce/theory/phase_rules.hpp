#pragma once

#include <limits>
#include <string>

#include "coalesce/model/scene.hpp"
#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/heat.hpp"

namespace coalesce {

/// Phases that the theorems allow in one scene, each with the assumption that fails if it is not allowed. Other motion
/// is named after measurements (observe/phases.hpp). describe_regime() and the rows of TheoryMonitor use the same
/// rules.
struct PhaseRules {
    Model model;         ///< the model that they are about
    LeadingSpace space;  ///< its E_max
    /// Failing assumption of MS thm 3.2: failing_setting(), V K^T Q ≠ 0, E_max less than everything, K^T Q ≠ 0 there.
    std::string no_alignment;
    /// Failing assumption of MS prop. 3.9: heat_regime(), and a law that is known on E_max and not uniform.
    std::string no_heat;
    HeatRegime heat;                                              ///< its constants
    double heat_until = std::numeric_limits<double>::infinity();  ///< backward: collapse, or chance if that is earlier
    std::string heat_end;                                         ///< the one of the two that ends it, in words
    /// Failing assumption of MS prop. 3.11: pairing_law().
    std::string no_pairing;

    bool aligns() const { return no_alignment.empty(); }  ///< an alignment phase is allowed
    bool has_heat() const { return no_heat.empty(); }     ///< a heat phase is allowed
    bool pairs() const { return no_pairing.empty(); }     ///< a pairing phase is allowed
    /// True if attention moves nothing, so that only noise does.
    bool still() const;
};
PhaseRules phase_rules(const Scene& scene);
/// Rules of a model changed during a run, when the law is no longer known: no heat.
PhaseRules phase_rules(const Model& model);

}  // namespace coalesce
