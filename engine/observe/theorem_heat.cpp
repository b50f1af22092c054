#include <cmath>

#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/sliced_wasserstein.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/theory/heat.hpp"
#include "coalesce/theory/sphere_heat.hpp"
#include "observe/theorem.hpp"

namespace coalesce {

namespace {

constexpr const char* heat_name = "heat limit";

/// Describes what the limit does to a law.
std::string motion(double gamma, double kappa, double collapse) {
    if (gamma < 0) return phrase("variances grow by 2κ a unit of time, κ = %.4g", kappa);
    if (!std::isfinite(collapse)) return phrase("variances shrink by 2κ a unit of time, κ = %.4g", kappa);
    return phrase("variances shrink by 2κ a unit of time, κ = %.4g; the narrowest component collapses at t = %.4g",
                  kappa, collapse);
}

/// The heat equation in TeX.
const char* equation(double gamma) {
    return gamma < 0 ? R"(\partial_t\mu=\kappa\,\Delta\mu)" : R"(\partial_t\mu=-\kappa\,\Delta\mu)";
}

/// The heat limit on the circle E_max.
class CircleHeatTheorem final : public Theorem {
  public:
    explicit CircleHeatTheorem(HeatTheory heat) : heat_(std::move(heat)) {}

    Comparison compare(const TheoryMonitor::State& state, double) override {
        if (const std::string why_not = heat_.no_density_at(state.time); !why_not.empty())
            return not_valid(heat_name, why_not);
        const std::vector<WrappedNormal> law = heat_.at(state.time);
        const auto mass_below = [&](double angle) { return cumulative(law, angle); };
        Comparison row;
        row.name = heat_name;
        row.quantity = state.cloud.dimension() == 3 ? "W1 between longitudes and law" : "W1 between tokens and law";
        row.unit = "rad";
        row.statement = motion(heat_.gamma, heat_.kappa, heat_.collapse_time);
        row.formula = equation(heat_.gamma);
        row.valid = true;
        row.error = circle_w1(plane_angles(state.cloud, heat_.space), state.cloud.masses(), mass_below);
        row.floor = circle_w1_noise(mass_below, effective_count(state.cloud.masses(), state.cloud.size()));
        return row;
    }

  private:
    HeatTheory heat_;
};

/// The heat limit on the whole of S^2.
class SphereHeatTheorem final : public Theorem {
  public:
    explicit SphereHeatTheorem(SphereHeat heat) : heat_(std::move(heat)) {}

    Comparison compare(const TheoryMonitor::State& state, double) override {
        if (!heat_.valid) return not_valid(heat_name, heat_.why_not);
        if (const std::string over = heat_.over_at(state.time); !over.empty()) return not_valid(heat_name, over);
        if (const std::string many = too_many_components(heat_.initial.size()); !many.empty())
            return not_valid(heat_name, many);
        const SlicedDistance distance = sliced_w1(state.cloud, heat_.at(state.time));
        Comparison row;
        row.name = heat_name;
        row.quantity = "sliced W1 between tokens and law";
        row.unit = "rad";
        row.statement =
            heat_.uniform ? "the uniform law stays as it is" : motion(heat_.gamma, heat_.kappa, heat_.collapse_time);
        row.formula = equation(heat_.gamma);
        row.valid = true;
        row.error = distance.w1;
        row.floor = distance.noise;
        return row;
    }

  private:
    SphereHeat heat_;
};

}  // namespace

std::unique_ptr<Theorem> heat_theorem(const Scene& scene) {
    HeatTheory circle = heat_theory(scene);
    const bool whole_sphere = scene.dimension == 3 && circle.space.kind == LeadingSpace::Kind::everything;
    if (!whole_sphere) return std::make_unique<CircleHeatTheorem>(std::move(circle));
    return std::make_unique<SphereHeatTheorem>(sphere_heat(scene));
}

}  // namespace coalesce
