#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/phase_rules.hpp"
#include "theory/setting.hpp"

namespace coalesce {
namespace {

/// Formats three significant digits; magnitudes up to `negligible` become 0, without a sign.
std::string number(double value, double negligible = 0) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", std::abs(value) <= negligible ? 0.0 : value);
    std::string result = text;
    if (result[0] == '-') result.replace(0, 1, "−");
    return result;
}

/// Formats "1, 0.8 ± 0.4i"; a complex pair is one entry.
std::string eigenvalue_list(const LeadingSpace& space) {
    std::string list;
    double modulus = 0;
    for (const auto& value : space.eigenvalues) modulus = std::max(modulus, std::abs(value));
    for (const auto& value : space.eigenvalues) {
        if (value.imag() < 0) continue;
        if (!list.empty()) list += ", ";
        list += number(value.real(), 1e-9 * modulus);
        if (value.imag() > 0) list.append(" ± ").append(number(value.imag())).append("i");
    }
    return list;
}

std::string direction(const Vec3& v, int dimension) {
    std::string text;
    for (std::size_t k = 0; k < static_cast<std::size_t>(dimension); ++k) {
        text += k == 0 ? "(" : ", ";
        text += number(v[k], 5e-4);
    }
    return text + ")";
}

std::string space_in_words(const LeadingSpace& space, int dimension) {
    switch (space.kind) {
        case LeadingSpace::Kind::points:
            return "the antipodal points ±" + direction(space.basis[0], dimension);
        case LeadingSpace::Kind::circle:
            return "the great circle normal to " + direction(cross(space.basis[0], space.basis[1]), dimension);
        case LeadingSpace::Kind::everything:
            break;
    }
    return dimension == 2 ? "the whole circle" : "the whole sphere";
}

std::string alignment_in_words(const PhaseRules& rules) {
    const LeadingSpace& space = rules.space;
    if (!failing_setting(rules.model).empty()) return "no alignment phase";
    if (space.kind == LeadingSpace::Kind::everything && spectral_norm(alignment_matrix(rules.model)) > 0)
        return space.rotating ? "tokens keep rotating (complex pair)" : "no alignment phase";
    if (!rules.aligns()) return "no alignment phase: " + rules.no_alignment;
    if (space.defective) return "tokens align slowly, as 1/t (defective eigenvalue)";
    return std::string("tokens align in O(1)") + (space.rotating ? ", then keep rotating (complex pair)" : "");
}

std::string heat_in_words(const PhaseRules& rules) {
    const HeatRegime& heat = rules.heat;
    if (!heat.valid) return rules.space.rotating && rules.aligns() ? "no heat phase" : "no heat phase: " + heat.why_not;
    const std::string words = heat.gamma > 0 ? "backward heat: clusters sharpen" : "forward heat: tokens spread";
    return words + ", κ = " + number(heat.kappa);
}

}  // namespace

std::string describe_regime(const Model& model) {
    const PhaseRules rules = phase_rules(model);
    const LeadingSpace& space = rules.space;
    const std::string separator = " · ";
    std::string line =
        "eigenvalues " + eigenvalue_list(space) + separator + "E_max: " + space_in_words(space, model.dimension());
    // Alignment is the limit of large β: at β = 0 all tokens are attracted to the same mean.
    if (model.beta == 0) return line + separator + "β = 0: every token follows the mean, no phases";
    line += separator + alignment_in_words(rules);
    if (space.kind == LeadingSpace::Kind::points && rules.aligns()) return line + ", one or two clusters remain";
    return line + separator + heat_in_words(rules);
}

}  // namespace coalesce
