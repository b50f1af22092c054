#include "coalesce/theory/sphere_heat.hpp"

#include <algorithm>
#include <limits>

#include "model/heat_kernel.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Fills `components` with heat kernels; else returns why the law is no mixture of them.
std::string take_law(const UniformLaw&, std::vector<SphereComponent>& components) {
    components = {{1, {0, 0, 1}, infinity}};
    return {};
}
std::string take_law(const MixtureLaw& law, std::vector<SphereComponent>& components) {
    double total = 0;
    for (const auto& c : law.components) total += c.weight;
    for (const auto& c : law.components)
        components.push_back({c.weight / total, direction_of(c.mean), c.std * c.std / 2});
    return {};
}
std::string take_law(const AzimuthalLaw&, std::vector<SphereComponent>&) {
    return "the initial law is azimuthal, which is no mixture of heat kernels";
}
std::string take_law(const PointsLaw&, std::vector<SphereComponent>&) {
    return "the initial law is a list of points";
}
std::string take_law(const FileLaw&, std::vector<SphereComponent>&) {
    return "the initial law is a file, whose density is not known";
}

}  // namespace

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
    heat.why_not = regime.why_not;
    if (regime.valid && space.kind != LeadingSpace::Kind::everything)
        heat.why_not = "E_max is a circle, not the whole sphere";
    if (!heat.why_not.empty()) return heat;

    heat.why_not = std::visit([&](const auto& law) { return take_law(law, heat.initial); }, scene.tokens.law);
    heat.valid = heat.why_not.empty();
    if (!heat.valid) return heat;

    heat.collapse_time = infinity;
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
            sum = infinity;
    }
    return sum;
}

}  // namespace coalesce
