#include "coalesce/observe/sphere_density.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/heat_kernel.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;
constexpr double spacings_a_width = 4;
constexpr int most_rows = 480;

/// Clamps a width to what the grid resolves and to π, where the kernel is nearly uniform.
double resolved(double width) {
    return std::clamp(width, spacings_a_width * pi / most_rows, pi);
}

SphereDensity empty(double width) {
    SphereDensity density;
    density.width = resolved(width);
    density.grid = SphereGrid::finer_than(density.width / spacings_a_width);
    density.value.resize(density.grid.size());
    return density;
}

void find_largest(SphereDensity& density) {
    density.largest = density.value.empty() ? 0 : *std::max_element(density.value.begin(), density.value.end());
}

/// Table of the heat kernel by angle up to 9 standard deviations (e^{-40}), linear between entries 1/40 of one apart:
/// interpolation errs by (1/40)²/8 = 8e-5 of the peak.
class KernelTable {
  public:
    explicit KernelTable(double tau) {
        const double std = std::min(std::sqrt(2 * tau), 1.0);
        reach_ = std::min(pi, 9 * std);
        const int intervals = static_cast<int>(std::ceil(40 * reach_ / std));
        step_ = reach_ / intervals;
        for (int k = 0; k <= intervals; ++k) values_.push_back(heat_kernel_at(tau, step_ * k).density);
    }
    double operator()(double angle) const {
        if (angle > reach_) return 0;
        const double place = angle / step_;
        const auto k = std::min(static_cast<std::size_t>(place), values_.size() - 2);
        const double t = place - static_cast<double>(k);
        return values_[k] + t * (values_[k + 1] - values_[k]);
    }

  private:
    double reach_, step_;
    std::vector<double> values_;
};

}  // namespace

double SphereDensity::at(double longitude, double latitude) const {
    const double v = std::clamp((latitude / pi + 0.5) * grid.rows - 0.5, 0.0, grid.rows - 1.0);
    const double u = (longitude / (2 * pi) + 0.5) * grid.columns - 0.5;
    const int row = std::min(static_cast<int>(v), grid.rows - 2);
    const double left = std::floor(u);
    const auto column = [&](double k) {
        const int c = static_cast<int>(k) % grid.columns;
        return c < 0 ? c + grid.columns : c;
    };
    const double s = v - row, t = u - left;
    const auto along = [&](int r) {
        return (1 - t) * static_cast<double>(value[grid.index(r, column(left))]) +
               t * static_cast<double>(value[grid.index(r, column(left + 1))]);
    };
    return (1 - s) * along(row) + s * along(row + 1);
}

SphereDensity token_density(const Cloud& cloud, double width) {
    SphereDensity density = empty(width);
    const std::vector<double> sums = kernel_sums(cloud, density.grid, density.width);
    const double kappa = 1 / (density.width * density.width);
    const double scale = kappa / (2 * pi * -std::expm1(-2 * kappa));
    for (std::size_t k = 0; k < sums.size(); ++k) density.value[k] = static_cast<float>(std::max(scale * sums[k], 0.0));
    find_largest(density);
    return density;
}

SphereDensity heat_density(std::span<const SphereComponent> law, double width) {
    SphereDensity density = empty(width);
    std::vector<KernelTable> kernels;
    for (const SphereComponent& c : law) kernels.emplace_back(c.tau + density.width * density.width / 2);
    oneapi::tbb::parallel_for(0, density.grid.rows, [&](int row) {
        for (int column = 0; column < density.grid.columns; ++column) {
            const Vec3 x = density.grid.node(row, column);
            double sum = 0;
            for (std::size_t k = 0; k < law.size(); ++k)
                sum += law[k].weight * kernels[k](angle_between(law[k].mean, x));
            density.value[density.grid.index(row, column)] = static_cast<float>(sum);
        }
    });
    find_largest(density);
    return density;
}

}  // namespace coalesce
