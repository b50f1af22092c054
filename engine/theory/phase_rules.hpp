#pragma once

#include <limits>
#include <string>

#include "model/scene.hpp"
#include "theory/alignment.hpp"
#include "theory/heat.hpp"

namespace coalesce {

/// Which phases the theorems allow to be named in one scene, each with the assumption that fails where it is not. What
/// moves otherwise is named after what is measured of it (observe/phases.hpp). The line of describe_regime() and the
/// rows of TheoryMonitor go by the same rules.
struct PhaseRules {
    Model model;
    LeadingSpace space;
    /// MS thm 3.2: failing_setting(), V K^T Q other than 0, E_max less than everything and K^T Q other than 0 there.
    std::string no_alignment;
    /// MS prop. 3.9: heat_regime(), and a law that is known on E_max and not uniform.
    std::string no_heat;
    HeatRegime heat;                                              ///< its constants
    double heat_until = std::numeric_limits<double>::infinity();  ///< backward: collapse, or chance where that is first
    std::string heat_end;                                         ///< which of the two, in words
    /// MS prop. 3.11: pairing_law().
    std::string no_pairing;

    bool aligns() const { return no_alignment.empty(); }
    bool has_heat() const { return no_heat.empty(); }
    bool pairs() const { return no_pairing.empty(); }
    /// Whether attention moves nothing, so that only noise does.
    bool still() const;
};
PhaseRules phase_rules(const Scene& scene);
/// Rules of a model that was changed on the way, when the law is not known any more: no heat.
PhaseRules phase_rules(const Model& model);

}  // namespace coalesce
