#include "coalesce/theory/periodic_cells.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "coalesce/model/error.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

std::vector<double> masses_of(const InitialLaw& law, int cells) {
    const std::string why_not = no_circle_density(law);
    if (!why_not.empty()) throw InputError("tokens.law: " + why_not);
    std::vector<double> masses(static_cast<std::size_t>(std::max(cells, 0)), 1.0);
    const auto* mixture = std::get_if<MixtureLaw>(&law);
    if (!mixture) return masses;
    std::vector<WrappedNormal> components;
    for (const auto& c : mixture->components) {
        const Vec3 mean = direction_of(c.mean);
        components.push_back({c.weight, std::atan2(mean[1], mean[0]), c.std});
    }
    for (int i = 0; i < cells; ++i) {
        const double from = -pi + 2 * pi * i / cells, to = -pi + 2 * pi * (i + 1) / cells;
        // Fourier sums of a wide law and tails of a narrow one may round to just below 0.
        masses[static_cast<std::size_t>(i)] = std::max(wrapped_normal_mass(components, from, to), 0.0);
    }
    return masses;
}

}  // namespace

PeriodicCells::PeriodicCells(const InitialLaw& law, int cells) : PeriodicCells(masses_of(law, cells)) {}

PeriodicCells::PeriodicCells(const std::vector<double>& masses) : density(masses) {
    if (masses.size() < 8) throw InputError("found " + std::to_string(masses.size()) + " cells, expected at least 8");
    const double total = std::accumulate(masses.begin(), masses.end(), 0.0);
    const bool sound = std::all_of(masses.begin(), masses.end(), [](double m) { return m >= 0; });
    if (!sound || !(total > 0) || !std::isfinite(total)) {
        throw InputError("found cell masses that are negative, not finite or all 0, expected masses ≥ 0");
    }
    for (double& d : density) d /= total * width();
    sum_up();
}

double PeriodicCells::width() const {
    return 2 * pi / static_cast<double>(density.size());
}

double PeriodicCells::centre(std::size_t cell) const {
    return -pi + (static_cast<double>(cell) + 0.5) * width();
}

double PeriodicCells::mass() const {
    return below_.back();
}

void PeriodicCells::sum_up() {
    below_.assign(1, 0.0);
    for (const double d : density) below_.push_back(below_.back() + d * width());
}

double PeriodicCells::cumulative(double angle) const {
    const double at = std::clamp((angle + pi) / width(), 0.0, static_cast<double>(size()));
    const auto cell = std::min(static_cast<std::size_t>(at), size() - 1);
    return below_[cell] + (at - static_cast<double>(cell)) * (below_[cell + 1] - below_[cell]);
}

std::string no_circle_density(const InitialLaw& law) {
    if (std::holds_alternative<UniformLaw>(law)) return {};
    const auto* mixture = std::get_if<MixtureLaw>(&law);
    if (!mixture) return "the initial law is \"" + std::string(kind_of(law)) + "\", which has no density on the circle";
    for (const auto& c : mixture->components)
        if (!(c.std > 0)) return "a component of std 0 is a point mass and has no density";
    return {};
}

}  // namespace coalesce
