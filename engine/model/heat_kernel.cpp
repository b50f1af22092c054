#include "model/heat_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "coalesce/model/law.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// Above this heat time the Legendre series needs 12 terms and the kernel stays above 1e-4 of its peak, so that
/// cancellation costs at most four digits; below it, three images of the integral formula suffice (see images()).
constexpr double series_from = 0.25;

/// Sums p = Σ_l (2l+1)/(4π) e^{-l(l+1)τ} P_l(c), and its integral
/// over the cap beyond θ, by ∫P_l = (P_{l+1} - P_{l-1})/(2l+1).
HeatKernelAt by_series(double tau, double angle) {
    const double c = std::cos(angle);
    double density = 1, survival = 1 + c;
    double before = 1, here = c;  // P_{l-1}, P_l
    for (int l = 1;; ++l) {
        const double decay = std::exp(-l * (l + 1.0) * tau);
        if (decay < 1e-19) break;
        const double after = ((2 * l + 1) * c * here - l * before) / (l + 1);
        density += (2 * l + 1) * decay * here;
        survival += decay * (after - before);
        before = here;
        here = after;
    }
    return {density / (4 * pi), std::clamp(survival / 2, 0.0, 1.0)};
}

/// g(φ) = Σ_n (-1)^n (φ + 2πn) exp(-(φ + 2πn)²/4τ) for φ in (0, π]. For τ < 1/4 the images |n| > 1 are below e^{-79}.
double images(double tau, double phi) {
    const auto image = [&](double x) { return x * std::exp(-x * x / (4 * tau)); };
    return image(phi) - image(phi - 2 * pi) - image(phi + 2 * pi);
}

/// The exact formula (McKean 1970 for the hyperbolic plane; on the sphere with images)
///
///   p_τ(θ) = √2 e^{τ/4} (4πτ)^{-3/2} ∫_θ^π g(φ) / sqrt(cos θ - cos φ) dφ,
///
/// after cos(φ/2) = cos(θ/2) cos α, which turns it into 2 e^{τ/4} (4πτ)^{-3/2} ∫_0^{π/2} g(φ)/sin(φ/2) dα. Integrated
/// over the cap it becomes the survival function, with 8π cos²(θ/2) sin²α as additional factor.
/// The integrand is entire and π-periodic in α and nowhere narrower than exp(-α²/τ): the trapezium rule of step h errs
/// by exp(-π²τ/h²), which is e^{-39} at h = √τ/2.
HeatKernelAt by_integral(double tau, double angle) {
    const int intervals = static_cast<int>(std::ceil(pi / std::sqrt(tau))) + 2;
    const double h = pi / 2 / intervals;
    const double s = std::sin(angle / 2), c = std::cos(angle / 2);
    double density = 0, survival = 0;
    for (int k = 0; k <= intervals; ++k) {
        const double sin_alpha = std::sin(k * h), cos_alpha = std::cos(k * h);
        const double sin_half = std::hypot(s, c * sin_alpha);
        const double phi = 2 * std::atan2(sin_half, c * cos_alpha);
        // g(φ)/sin(φ/2) → 2 e^{-φ²/4τ} as φ → 0; the other images underflow there.
        const double value = phi < 1e-150 ? 2 : images(tau, phi) / sin_half;
        const double weight = k == 0 || k == intervals ? 0.5 : 1;
        density += weight * value;
        survival += weight * value * sin_alpha * sin_alpha;
        if (value <= 1e-18 * density) break;  // falls with φ, hence with α
    }
    const double factor = 2 * std::exp(tau / 4) * h / (4 * pi * tau * std::sqrt(4 * pi * tau));
    return {factor * density, std::min(8 * pi * c * c * factor * survival, 1.0)};
}

/// Below this heat time the flat kernel serves: curvature changes it by τ/3 + θ²/12, below rounding where it is not 0.
constexpr double flat_below = 1e-17;

HeatKernelAt flat(double tau, double angle) {
    const double survival = std::exp(-angle * angle / (4 * tau));
    return {survival / (4 * pi * tau), survival};
}

}  // namespace

HeatKernelAt heat_kernel_at(double tau, double angle) {
    if (tau < flat_below) return flat(tau, angle);
    return tau < series_from ? by_integral(tau, angle) : by_series(tau, angle);
}

double sphere_heat_kernel(double tau, double angle) {
    return heat_kernel_at(tau, angle).density;
}

namespace {

constexpr std::size_t intervals = 1024;

/// S(θ) falls as exp(-θ²/4τ), slower only near the antipode; u ≥ 2^-54 = e^{-37.4}, so θ/√(4τ) ≤ 6.2 is ever asked for.
double reach_of(double tau) {
    return std::min(pi, std::sqrt(4 * tau) * 6.5);
}

}  // namespace

HeatKernelSampler::HeatKernelSampler(double tau, Form form)
    : tau_(tau), step_(reach_of(tau) / intervals), whole_sphere_(reach_of(tau) == pi) {
    if (form == Form::formula) return;
    std::vector<Entry> entries;
    for (std::size_t k = 0; k <= intervals; ++k) entries.push_back(computed(k));
    entries_ = std::move(entries);
}

HeatKernelSampler::Entry HeatKernelSampler::computed(std::size_t k) const {
    const double theta = static_cast<double>(k) * step_;
    const HeatKernelAt here = heat_kernel_at(tau_, theta);
    const double survival = k == 0 ? 1 : k == intervals && whole_sphere_ ? 0 : here.survival;
    return {survival, -2 * pi * std::sin(theta) * here.density};
}

/// Finds the first entry that is not above u in the falling table; intervals + 1 if all are above. The search starts at
/// the angle of the flat law exp(-θ²/4τ), right to an interval or two unless the kernel wraps the sphere.
std::size_t HeatKernelSampler::first_not_above(double u) const {
    const auto reached = [&](std::size_t k) { return entry(k).survival <= u; };
    const double guess = std::min(std::sqrt(-4 * tau_ * std::log(u)) / step_, intervals - 1.0);
    std::size_t low = static_cast<std::size_t>(guess), high = low + 1;
    for (std::size_t stride = 1; low > 0 && reached(low); stride *= 2) {
        high = low;
        low -= std::min(low, stride);
    }
    for (std::size_t stride = 1; high <= intervals && !reached(high); stride *= 2) {
        low = high;
        high = std::min(high + stride, intervals + 1);
    }
    while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        (reached(middle) ? high : low) = middle;
    }
    return high;
}

double HeatKernelSampler::angle(double u) const {
    const std::size_t after = first_not_above(u);
    if (after > intervals) return step_ * static_cast<double>(intervals);
    const std::size_t k = std::max<std::size_t>(after, 1) - 1;
    const Entry left = entry(k), right = entry(k + 1);
    const double a = left.survival, b = right.survival, da = left.slope * step_, db = right.slope * step_;
    const auto hermite = [&](double t) {
        return a + t * (da + t * (3 * (b - a) - 2 * da - db + t * (2 * (a - b) + da + db)));
    };
    double low = 0, high = 1;
    for (int i = 0; i < 40; ++i) {  // bisection: 2^-40 of an interval is finer than the table
        const double middle = (low + high) / 2;
        (hermite(middle) > u ? low : high) = middle;
    }
    return step_ * (static_cast<double>(k) + (low + high) / 2);
}

}  // namespace coalesce
