#include "coalesce/theory/phase_rules.hpp"

#include <algorithm>

#include "coalesce/theory/pairing.hpp"
#include "coalesce/theory/sphere_heat.hpp"
#include "theory/setting.hpp"

namespace coalesce {
namespace {

std::string failing_alignment(const Model& model, const LeadingSpace& space) {
    if (std::string why = failing_setting(model); !why.empty()) return why;
    if (spectral_norm(alignment_matrix(model)) == 0) return "V K^T Q is zero";
    if (space.kind == LeadingSpace::Kind::everything)
        return "all eigenvalues of V K^T Q have one real part: no direction leads";
    const Matrix b = query_key(model);
    for (const Vec3& x : basis_of(space, model.dimension()))
        if (norm(x) > 0 && norm(b * x) <= 1e-9 * spectral_norm(b)) return "K^T Q is zero on E_max";
    return {};
}

template <class Heat>
void take_heat(const Heat& heat, PhaseRules& rules) {
    rules.no_heat = heat.why_not;
    if (!rules.has_heat()) return;
    rules.heat_until = std::min(heat.collapse_time, heat.chance_time);
    rules.heat_end = heat.over_at(rules.heat_until);
}

}  // namespace

bool PhaseRules::still() const {
    return spectral_norm(model.V) == 0;
}

PhaseRules phase_rules(const Model& model) {
    PhaseRules rules;
    rules.model = model;
    rules.space = leading_space(model);
    rules.no_alignment = failing_alignment(model, rules.space);
    rules.heat = heat_regime(model, rules.space);
    rules.no_heat = rules.heat.valid ? "the model was changed during the run" : rules.heat.why_not;
    rules.no_pairing = pairing_law(model).why_not;
    return rules;
}

PhaseRules phase_rules(const Scene& scene) {
    PhaseRules rules = phase_rules(scene.model);
    if (!rules.heat.valid) return rules;
    const bool whole_sphere = scene.dimension == 3 && rules.space.kind == LeadingSpace::Kind::everything;
    if (std::holds_alternative<UniformLaw>(scene.tokens.law))
        rules.no_heat = "the initial law is uniform, which the heat equation leaves as it is";
    else if (whole_sphere)
        take_heat(sphere_heat(scene), rules);
    else
        take_heat(heat_theory(scene), rules);
    return rules;
}

}  // namespace coalesce
