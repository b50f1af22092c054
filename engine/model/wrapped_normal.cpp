#include <cmath>
#include <numbers>

#include "coalesce/model/law.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// Up to this std the sum over images is the shorter one, above it the Fourier series; at 2 both need few terms (images
/// reach 9 std = 18 < 3 turns; e^{-k² 2} < 1e-19 from k = 5).
constexpr double images_up_to = 2;

double density_of(const WrappedNormal& law, double angle) {
    const double distance = std::remainder(angle - law.mean, 2 * pi);
    double sum = 0;
    if (law.std <= images_up_to) {
        for (int n = -3; n <= 3; ++n) {
            const double x = (distance + 2 * pi * n) / law.std;
            sum += std::exp(-x * x / 2);
        }
        return sum / (law.std * std::sqrt(2 * pi));
    }
    for (int k = 1; k <= 5; ++k) sum += std::exp(-k * k * law.std * law.std / 2) * std::cos(k * distance);
    return (1 + 2 * sum) / (2 * pi);
}

/// P(a < Z < b) of a standard normal, without cancellation in the tails.
double normal_mass(double a, double b) {
    if (a > 0) return normal_mass(-b, -a);
    return (std::erfc(-b / std::numbers::sqrt2) - std::erfc(-a / std::numbers::sqrt2)) / 2;
}

double mass_of(const WrappedNormal& law, double from, double to) {
    const double a = std::remainder(from - law.mean, 2 * pi), b = a + (to - from);
    double sum = 0;
    if (law.std <= images_up_to) {
        for (int n = -4; n <= 3; ++n) sum += normal_mass((a + 2 * pi * n) / law.std, (b + 2 * pi * n) / law.std);
        return sum;
    }
    for (int k = 1; k <= 5; ++k) {
        sum += std::exp(-k * k * law.std * law.std / 2) * (std::sin(k * b) - std::sin(k * a)) / k;
    }
    return ((b - a) / 2 + sum) / pi;
}

template <class Term>
double weighted_mean(const std::vector<WrappedNormal>& mixture, Term term) {
    double sum = 0, weights = 0;
    for (const WrappedNormal& law : mixture) {
        sum += law.weight * term(law);
        weights += law.weight;
    }
    return sum / weights;
}

}  // namespace

double wrapped_normal_density(const std::vector<WrappedNormal>& mixture, double angle) {
    return weighted_mean(mixture, [&](const WrappedNormal& law) { return density_of(law, angle); });
}

double wrapped_normal_mass(const std::vector<WrappedNormal>& mixture, double from, double to) {
    return weighted_mean(mixture, [&](const WrappedNormal& law) { return mass_of(law, from, to); });
}

}  // namespace coalesce
