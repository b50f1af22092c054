#include "coalesce/theory/sphere_heat.hpp"

#include <algorithm>
#include <limits>

#include "model/heat_kernel.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

/// Why the law is no mixture of heat kernels; empty if it is.
struct FailingLaw {
    std::string operator()(const UniformLaw&) const { return {}; }
    std::string operator()(const MixtureLaw&) const { return {}; }
    std::string operator()(const AzimuthalLaw&) const {
        return "the initial law is azimuthal, which is no mixture of heat kernels";
    }
    std::string operator()(const PointsLaw&) const { return "the initial law is a list of points"; }
    std::string operator()(const FileLaw&) const { return "the initial law is a file, whose density is not known"; }
};

/// Why the limit does not apply to a scene in this regime; empty if it does.
std::string why_no_heat_limit(const Scene& scene, const LeadingSpace& space, const HeatRegime& regime) {
    if (!regime.why_not.empty()) return regime.why_not;
    if (regime.valid && space.kind != LeadingSpace::Kind::everything) return "E_max is a circle, not the whole sphere";
    return std::visit(FailingLaw{}, scene.tokens.law);
}

std::vector<SphereComponent> components_of(const InitialLaw& law) {
    const auto* mixture = std::get_if<MixtureLaw>(&law);
    if (!mixture) return {{1, {0, 0, 1}, endless}};
    double total = 0;
    for (const auto& c : mixture->components) total += c.weight;
    std::vector<SphereComponent> components;
    for (const auto& c : mixture->components)
        components.push_back({c.weight / total, direction_of(c.mean), c.std * c.std / 2});
    return components;
}

}  // namespace

bool has_sphere_heat(const Scene& scene) {
    if (scene.dimension != 3) return false;
    const LeadingSpace space = leading_space(scene.model);
    return why_no_heat_limit(scene, space, heat_regime(scene.model, space)).empty();
}

SphereHeat sphere_heat(const Scene& scene) {
    SphereHeat heat;
    heat.tokens = static_cast<double>(scene.tokens.count);
    heat.uniform = std::holds_alternative<UniformLaw>(scene.tokens.law);
    if (scene.dimension != 3) {
        heat.why_not = "tokens live on a circle";
        return heat;
    }
    const LeadingSpace space = leading_space(scene.model);
    const HeatRegime regime = heat_regime(scene.model, space);
    heat.gamma = regime.gamma;
    heat.kappa = regime.kappa;
    heat.why_not = why_no_heat_limit(scene, space, regime);
    heat.valid = heat.why_not.empty();
    if (!heat.valid) return heat;

    heat.initial = components_of(scene.tokens.law);
    heat.collapse_time = endless;
    heat.chance_time = regime.chance_time(scene.model, false, heat.tokens);
    if (heat.gamma > 0) {
        for (const SphereComponent& c : heat.initial)
            heat.collapse_time = std::min(heat.collapse_time, c.tau / heat.kappa);
    }
    return heat;
}

std::vector<SphereComponent> SphereHeat::at(double time) const {
    std::vector<SphereComponent> components = initial;
    for (SphereComponent& c : components) c.tau = std::max(0.0, c.tau - gamma * kappa * time);
    return components;
}

double SphereHeat::density(double time, const Vec3& x) const {
    double sum = 0;
    for (const SphereComponent& c : at(time)) {
        const double angle = angle_between(c.mean, x);
        if (c.tau > 0)
            sum += c.weight * heat_kernel_at(c.tau, angle).density;
        else if (angle == 0)
            sum = endless;
    }
    return sum;
}

}  // namespace coalesce
