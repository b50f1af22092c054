#include "studies/width_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace coalesce {
namespace {

using std::numbers::pi;

double gaussian(double x, double variance) {
    return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * pi * variance);
}

/// Shares a unit mass at `place`, in units of bins, between the two nearest bins.
void share(double place, std::vector<double>& mass) {
    const double last = static_cast<double>(mass.size()) - 1, inside = std::clamp(place, 0.0, last);
    const double below = std::min(std::floor(inside), std::max(0.0, last - 1));
    const auto bin = static_cast<std::size_t>(below);
    mass[bin] += 1 - (inside - below);
    if (bin + 1 < mass.size()) mass[bin + 1] += inside - below;
}

}  // namespace

KernelDensity::KernelDensity(std::span<const double> samples) : mass_(2048, 0.0) {
    const auto count = static_cast<double>(samples.size());
    const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
    from_ = *low;
    to_ = *high;
    double mean = 0, square = 0;
    for (const double x : samples) mean += x / count;
    for (const double x : samples) square += (x - mean) * (x - mean) / std::max(1.0, count - 1);
    bandwidth_ = std::max(std::sqrt(square) * std::pow(count, -0.2), std::numeric_limits<double>::min());
    step_ = std::max((to_ - from_) / (static_cast<double>(mass_.size()) - 1), std::numeric_limits<double>::min());
    for (const double x : samples) share((x - from_) / step_, mass_);
    for (double& mass : mass_) mass /= count;
}

double KernelDensity::operator()(double x) const {
    constexpr double reach = 8;  // kernels farther away are below 1e-14
    const double last = static_cast<double>(mass_.size()) - 1;
    const double low = std::clamp(std::floor((x - reach * bandwidth_ - from_) / step_), 0.0, last);
    const double high = std::clamp(std::ceil((x + reach * bandwidth_ - from_) / step_), 0.0, last);
    double density = 0;
    for (auto bin = static_cast<std::size_t>(low); bin <= static_cast<std::size_t>(high); ++bin)
        density += mass_[bin] * gaussian(x - from_ - static_cast<double>(bin) * step_, bandwidth_ * bandwidth_);
    return density;
}

ScaleMixture::ScaleMixture(std::span<const double> variances) : count_(static_cast<double>(variances.size())) {
    double low = std::numeric_limits<double>::infinity(), high = 0;
    std::size_t zero = 0;
    for (const double v : variances) {
        if (!(v > 0)) {
            ++zero;
            continue;
        }
        low = std::min(low, v);
        high = std::max(high, v);
    }
    atom_ = static_cast<double>(zero) / count_;
    if (!(high > 0)) return;
    std::vector<double> mass(high > low ? 1024 : 1, 0.0);
    const double step = std::max(std::log(high / low) / std::max(1.0, static_cast<double>(mass.size()) - 1), 1e-300);
    for (const double v : variances)
        if (v > 0) share(std::log(v / low) / step, mass);
    for (std::size_t bin = 0; bin < mass.size(); ++bin)
        if (mass[bin] > 0)
            bins_.push_back({low * std::exp(static_cast<double>(bin) * step), mass[bin] / (count_ * (1 - atom_))});
}

ScaleMixture::Estimate ScaleMixture::estimate(double x) const {
    double top = -std::numeric_limits<double>::infinity();
    const auto log_gaussian = [&](const Bin& bin) {
        return -x * x / (2 * bin.variance) - std::log(2 * pi * bin.variance) / 2;
    };
    for (const Bin& bin : bins_) top = std::max(top, log_gaussian(bin));
    double mean = 0, square = 0;
    for (const Bin& bin : bins_) {
        const double density = std::exp(log_gaussian(bin) - top);
        mean += bin.mass * density;
        square += bin.mass * density * density;
    }
    return {top + std::log(mean), std::max(0.0, square / (mean * mean) - 1) / count_};
}

double ScaleMixture::operator()(double x) const {
    return bins_.empty() ? 0 : std::exp(estimate(x).log_density);
}

double ScaleMixture::largest_std() const {
    return bins_.empty() ? 0 : std::sqrt(bins_.back().variance);
}

Divergence divergence(const ScaleMixture& p, const ScaleMixture& q) {
    Divergence result;
    if (p.atom() > 0) return {std::numeric_limits<double>::infinity(), 0};
    // Trapezoidal sums over log x, x > 0: both laws are even, and a mixture may be steep at 0. Nothing is left of the
    // first law beyond 9 of its largest standard deviations.
    constexpr int points = 500;
    const double high = std::log(9 * std::max(p.largest_std(), q.largest_std())), low = high - std::log(1e12);
    const double step = (high - low) / points;
    for (int k = 0; k <= points; ++k) {
        const double x = std::exp(low + k * step), weight = 2 * x * step;
        const ScaleMixture::Estimate a = p.estimate(x), b = q.estimate(x);
        const double density = std::exp(a.log_density), other = std::exp(b.log_density);
        // With both masses 1 the added q - p integrates to 0 and keeps every term ≥ 0.
        result.value += weight * (density * (a.log_density - b.log_density) + other - density);
        result.bias += weight * density * (a.relative_variance + b.relative_variance) / 2;
    }
    return result;
}

double divergence(const KernelDensity& p, const KernelDensity& q) {
    constexpr int points = 500;
    constexpr double floor = 1e-12;
    const double low = std::min(p.lowest(), q.lowest()), high = std::max(p.highest(), q.highest());
    std::vector<double> a(points), b(points);
    double total_a = 0, total_b = 0;
    for (std::size_t k = 0; k < points; ++k) {
        const double x = low + (high - low) * static_cast<double>(k) / (points - 1);
        total_a += a[k] = p(x) + floor;
        total_b += b[k] = q(x) + floor;
    }
    double value = 0;
    for (std::size_t k = 0; k < points; ++k) value += a[k] / total_a * std::log(a[k] / total_a * total_b / b[k]);
    return value;
}

}  // namespace coalesce
