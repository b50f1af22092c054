#include "model/spherical_mixture.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "model/law_check.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// A table evaluates the kernel 1025 times, a draw without one about 4 times.
constexpr double draws_worth_a_table = 400;
/// Bounds the tables to 64 MiB: 4096 tables of 1025 entries.
constexpr double most_tables = 4096;

/// Two unit vectors spanning the plane orthogonal to the unit vector n.
std::array<Vec3, 2> tangent_basis(const Vec3& n) {
    const Vec3 aside = std::abs(n[2]) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
    const Vec3 first = normalised(cross(n, aside));
    return {first, cross(n, first)};
}

struct Width {
    double std, weight;
};

}  // namespace

SphericalMixture::SphericalMixture(const MixtureLaw& law, std::size_t draws) {
    std::map<double, std::size_t> known;
    std::vector<Width> widths;
    double total = 0;
    for (const MixtureLaw::Component& component : law.components) {
        const auto [at, fresh] = known.try_emplace(component.std, widths.size());
        if (fresh) widths.push_back({component.std, 0});
        widths[at->second].weight += component.weight;
        total += component.weight;
        const Vec3 centre = direction_of(component.mean);
        components_.push_back({centre, tangent_basis(centre), at->second});
    }
    const auto tokens = static_cast<double>(draws);
    const double least = std::max(draws_worth_a_table, tokens / most_tables);
    samplers_.resize(widths.size());
    tbb::parallel_for(std::size_t{0}, widths.size(), [&](std::size_t k) {
        const double std = widths[k].std;
        // Angles below 1e-20 leave a unit vector unchanged.
        if (!(std > 1e-20)) return;
        const bool often = tokens * (widths[k].weight / total) >= least;
        samplers_[k].emplace(std::min(std * std / 2, 1e3),
                             often ? HeatKernelSampler::Form::table : HeatKernelSampler::Form::formula);
    });
}

Vec3 SphericalMixture::token(std::size_t component, const std::array<double, 2>& u) const {
    const Component& c = components_[component];
    const auto& sampler = samplers_[c.width];
    if (!sampler) return c.centre;
    const double angle = sampler->angle(u[0]), turn = 2 * pi * u[1];
    const Vec3 aside = add(scaled(c.basis[0], std::cos(turn)), scaled(c.basis[1], std::sin(turn)));
    return normalised(add(scaled(c.centre, std::cos(angle)), scaled(aside, std::sin(angle))));
}

std::size_t SphericalMixture::tables() const {
    return static_cast<std::size_t>(std::count_if(samplers_.begin(), samplers_.end(), [](const auto& sampler) {
        return sampler && sampler->form() == HeatKernelSampler::Form::table;
    }));
}

}  // namespace coalesce
