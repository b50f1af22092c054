#include "coalesce/theory/heat.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <numeric>

#include "coalesce/theory/growth.hpp"
#include "theory/setting.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

bool is_circle(const LeadingSpace& space, int dimension) {
    return space.kind == (dimension == 2 ? LeadingSpace::Kind::everything : LeadingSpace::Kind::circle);
}

std::string failing_space(const LeadingSpace& space) {
    if (space.kind == LeadingSpace::Kind::points) return "E_max is a pair of antipodal points, not a circle";
    if (space.rotating) return "E_max keeps rotating (complex pair)";
    return {};
}

double wrap(double angle) {
    const double wrapped = std::remainder(angle, 2 * pi);
    return wrapped < pi ? wrapped : -pi;
}

/// Fills `theory.initial` with the law on E_max; else returns why it is unknown.
std::string take_law(const MixtureLaw& law, int dimension, const Matrix&, HeatTheory& theory) {
    if (dimension == 3)
        return "the initial law is a mixture on the sphere, whose longitude is no mixture of wrapped normals";
    for (const auto& c : law.components) theory.initial.push_back({c.weight, std::atan2(c.mean[1], c.mean[0]), c.std});
    return {};
}

std::string take_law(const AzimuthalLaw& law, int, const Matrix& a, HeatTheory& theory) {
    const Vec3 normal = cross(theory.space.basis[0], theory.space.basis[1]);
    if (std::abs(normal[0]) + std::abs(normal[1]) > 1e-9) {
        return "E_max is not the xy-plane, in which the initial law's longitude is given";
    }
    // (A x)_xy ∝ x_xy for every x, with the xy-plane E_max invariant, means A = diag(a, a, c).
    const double size = spectral_norm(a);
    const double off = std::abs(a(0, 1)) + std::abs(a(1, 0)) + std::abs(a(0, 2)) + std::abs(a(1, 2));
    if (off > 1e-9 * size || std::abs(a(0, 0) - a(1, 1)) > 1e-9 * size) {
        return "the alignment flow does not conserve the longitude (V K^T Q is not diag(a, a, c))";
    }
    for (const auto& c : law.components) theory.initial.push_back({c.weight, wrap(c.mean), c.std});
    return {};
}

std::string take_law(const UniformLaw&, int, const Matrix&, HeatTheory&) {
    return "the initial law is uniform, which the heat equation leaves as it is";
}
std::string take_law(const PointsLaw&, int, const Matrix&, HeatTheory&) {
    return "the initial law is a list of points";
}
std::string take_law(const FileLaw&, int, const Matrix&, HeatTheory&) {
    return "the initial law is a file, whose density is not known";
}

double total_weight(const std::vector<WrappedNormal>& mixture) {
    return std::accumulate(mixture.begin(), mixture.end(), 0.0,
                           [](double sum, const WrappedNormal& c) { return sum + c.weight; });
}

}  // namespace

HeatRegime heat_regime(const Model& model, const LeadingSpace& space) {
    HeatRegime regime;
    regime.why_not = model.attention == Attention::unnormalized
                         ? "attention is unnormalised (its limit is the porous-medium equation)"
                         : failing_setting(model);
    if (regime.why_not.empty()) regime.why_not = failing_space(space);
    if (!regime.why_not.empty()) return regime;

    const std::vector<Vec3> basis = basis_of(space, model.dimension());
    const double lambda1 = factor_between(query_key(model), basis);
    const double v = factor_on(model.V, basis);
    if (std::isnan(lambda1)) {
        regime.why_not = "Q^T K is not a multiple of the identity on E_max";
    } else if (lambda1 <= 0) {
        regime.why_not = "Q^T K is not a positive multiple of the identity on E_max";
    } else if (std::isnan(v)) {
        regime.why_not = "V is not a multiple of the identity on E_max";
    } else if (v == 0) {
        regime.why_not = "V is zero on E_max";
    } else {
        regime.valid = true;
        regime.lambda1 = lambda1;
        regime.gamma = v > 0 ? 1 : -1;
        regime.kappa = std::abs(v) / (lambda1 * model.beta);
    }
    return regime;
}

double HeatRegime::chance_time(const Model& model, bool on_circle, double tokens) const {
    if (gamma < 0) return std::numeric_limits<double>::infinity();
    const double sharpness = model.beta * lambda1;
    return coalesce::chance_time(on_circle ? 2 : 3, sharpness, kappa * sharpness, tokens);
}

std::string heat_over(double time, double collapse, double chance, double tokens) {
    char text[160] = "";
    if (time >= collapse)
        std::snprintf(text, sizeof text, "backward heat collapsed at t = %.4g: beyond that there is no density",
                      collapse);
    else if (time >= chance)
        std::snprintf(
            text, sizeof text,
            "by t = %.3g backward heat has amplified the sampling noise of %.0f tokens to a pattern, which the "
            "limit of infinitely many does not have",
            chance, tokens);
    return text;
}

std::string too_many_components(std::size_t components) {
    if (components <= most_heat_components) return {};
    return "only mixtures of up to " + std::to_string(most_heat_components) + " components are compared; found " +
           std::to_string(components);
}

std::string HeatTheory::over_at(double time) const {
    return heat_over(time, collapse_time, chance_time, tokens);
}

std::string HeatTheory::no_density_at(double time) const {
    if (!valid) return why_not;
    const std::string over = over_at(time);
    return over.empty() ? too_many_components(initial.size()) : over;
}

HeatTheory heat_theory(const Scene& scene) {
    HeatTheory theory;
    theory.tokens = static_cast<double>(scene.tokens.count);
    theory.space = leading_space(scene.model);
    const HeatRegime regime = heat_regime(scene.model, theory.space);
    theory.gamma = regime.gamma;
    theory.kappa = regime.kappa;
    theory.why_not = regime.why_not;
    if (regime.valid && !is_circle(theory.space, scene.dimension))
        theory.why_not = "E_max is the whole sphere, not a circle";
    if (!theory.why_not.empty()) return theory;

    const Matrix a = alignment_matrix(scene.model);
    theory.why_not =
        std::visit([&](const auto& law) { return take_law(law, scene.dimension, a, theory); }, scene.tokens.law);
    theory.valid = theory.why_not.empty();
    if (!theory.valid) return theory;

    theory.collapse_time = std::numeric_limits<double>::infinity();
    theory.chance_time = regime.chance_time(scene.model, true, theory.tokens);
    if (theory.gamma > 0) {
        for (const WrappedNormal& c : theory.initial) {
            theory.collapse_time = std::min(theory.collapse_time, c.std * c.std / (2 * theory.kappa));
        }
    }
    return theory;
}

std::vector<WrappedNormal> HeatTheory::at(double time) const {
    std::vector<WrappedNormal> mixture = initial;
    for (WrappedNormal& c : mixture) c.std = std::sqrt(std::max(0.0, c.std * c.std - 2 * gamma * kappa * time));
    return mixture;
}

double cumulative(const std::vector<WrappedNormal>& mixture, double angle) {
    double mass = 0;
    for (const WrappedNormal& c : mixture) {
        const double below = c.std > 0 ? wrapped_normal_mass({{1, c.mean, c.std}}, -pi, std::clamp(angle, -pi, pi))
                                       : (wrap(c.mean) <= angle ? 1.0 : 0.0);
        mass += c.weight * below;
    }
    return mass / total_weight(mixture);
}

}  // namespace coalesce
