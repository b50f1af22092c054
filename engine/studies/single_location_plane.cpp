#include "coalesce/studies/single_location_plane.hpp"

#include <algorithm>
#include <cmath>

#include "coalesce/studies/single_location_risk.hpp"

namespace coalesce {
namespace {

/// Streamlines spaced about one cell of a coarse grid apart:
/// one ends where it enters a cell that another has passed.
class Streamlines {
  public:
    explicit Streamlines(const SingleLocation& settings) : settings_(settings), owner_(coarse * coarse, none) {}

    std::vector<LocationPlane::Line> draw() {
        // Seeds go from the middle outwards, so that short lines do not cut the long ones through the middle.
        std::vector<std::array<double, 2>> seeds;
        for (int i = 0; i < coarse; ++i)
            for (int j = 0; j < coarse; ++j)
                seeds.push_back({-1 + 2 * (i + 0.5) / coarse, -1 + 2 * (j + 0.5) / coarse});
        std::stable_sort(seeds.begin(), seeds.end(), [](const auto& a, const auto& b) {
            return std::max(std::abs(a[0]), std::abs(a[1])) < std::max(std::abs(b[0]), std::abs(b[1]));
        });
        std::vector<LocationPlane::Line> lines;
        for (const auto& seed : seeds) {
            if (owner_[cell(seed)] != none) continue;
            const int self = static_cast<int>(lines.size());
            LocationPlane::Line line = follow(seed, -1, self);
            std::reverse(line.begin(), line.end());
            const LocationPlane::Line ahead = follow(seed, 1, self);
            if (!ahead.empty()) line.insert(line.end(), ahead.begin() + 1, ahead.end());
            if (static_cast<double>(line.size()) * length > shortest) lines.push_back(std::move(line));
        }
        return lines;
    }

  private:
    static constexpr int coarse = 18, none = -1;  ///< cells a side; owner of a cell that no line has passed
    /// Length of an integration step in the plane (μ, ν). The narrowest feature, the rise of p(μ) at cμ = ψ, is
    /// 1/(cβd) ≈ 0.014 wide at the defaults.
    static constexpr double length = 0.004;
    static constexpr double shortest = 0.12;  ///< length of the shortest line that is drawn, in the same plane

    static std::size_t cell(const std::array<double, 2>& x) {
        const auto place = [](double value) {
            return std::clamp(static_cast<int>((value + 1) / 2 * coarse), 0, coarse - 1);
        };
        return static_cast<std::size_t>(place(x[0]) * coarse + place(x[1]));
    }

    /// Unit vector along the flow; 0 at rest.
    std::array<double, 2> direction(const std::array<double, 2>& x) const {
        const OrderParameters v = order_velocity(settings_, {.mu = x[0], .nu = x[1]});
        const double speed = std::hypot(v.mu, v.nu);
        if (!(speed > 0) || !std::isfinite(speed)) return {0, 0};
        return {v.mu / speed, v.nu / speed};
    }

    LocationPlane::Line follow(std::array<double, 2> x, double sense, int self) {
        LocationPlane::Line line{x};
        for (int step = 0; step < 2000; ++step) {  // at most a length of 8: spirals end
            const auto a = direction(x);
            const auto b = direction({x[0] + sense * length / 2 * a[0], x[1] + sense * length / 2 * a[1]});
            // Opposite directions half a step apart mark a point of rest.
            if (a[0] * b[0] + a[1] * b[1] <= 0) break;
            x = {x[0] + sense * length * b[0], x[1] + sense * length * b[1]};
            if (std::abs(x[0]) > 1 || std::abs(x[1]) > 1) break;
            int& owner = owner_[cell(x)];
            if (owner != none && owner != self) break;
            owner = self;
            line.push_back(x);
        }
        return line;
    }

    const SingleLocation& settings_;
    std::vector<int> owner_;
};

}  // namespace

LocationPlane location_plane(const SingleLocation& settings) {
    LocationPlane plane;
    constexpr int cells = LocationPlane::cells;
    for (int row = 0; row < cells; ++row)
        for (int column = 0; column < cells; ++column)
            plane.risk.push_back(
                mean_risk(settings, {.mu = -1 + 2 * (column + 0.5) / cells, .nu = 1 - 2 * (row + 0.5) / cells}));
    plane.fixed = fixed_points(settings);
    plane.step_mu = random_energy(settings).psi / settings.c();
    if (trainable(settings.link)) plane.streamlines = Streamlines(settings).draw();
    return plane;
}

std::int64_t section_samples(const SingleLocation& settings) {
    return std::min(settings.risk_samples, std::clamp<std::int64_t>(10'000'000 / settings.L, 100, 10000));
}

RiskSection risk_section(const SingleLocation& settings, double nu, const std::function<bool()>& go_on) {
    constexpr int fine = 400;
    RiskSection section;
    section.nu = nu;
    for (int k = 0; k <= fine; ++k) {
        section.mu.push_back(-1 + 2.0 * k / fine);
        const OrderParameters at{.mu = section.mu.back(), .nu = nu};
        section.theory.push_back(mean_risk(settings, at));
        section.paper.push_back(paper_risk(settings, at));
    }
    SingleLocation few = settings;
    few.risk_samples = section_samples(settings);
    for (int k = 0; k < RiskSection::points && go_on(); ++k) {
        const double mu = -1 + 2.0 * k / (RiskSection::points - 1);
        section.measured_mu.push_back(mu);
        section.measured.push_back(measure_risk(few, {.mu = mu, .nu = nu}));
    }
    return section;
}

}  // namespace coalesce
