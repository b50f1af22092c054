#include "coalesce/theory/first_clusters.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

GrowthLaw law_at(int dimension, double beta) {
    Model model = Model::standard(dimension);
    model.beta = beta;
    return growth_law(model);
}

/// Returns ∫ e^{β(cos θ - 1)} cos kθ dθ over that of k = 0, by equal weights: exact while modes near 2048 are below
/// rounding.
double kernel_ratio(int k, double beta) {
    double mode = 0, mean = 0;
    for (int i = 0; i < 2048; ++i) {
        const double angle = 2 * pi * i / 2048, weight = std::exp(beta * (std::cos(angle) - 1));
        mode += weight * std::cos(k * angle);
        mean += weight;
    }
    return mode / mean;
}

/// Mean number of maxima on the circle of random fields whose wave k has the amplitude that `amplitude` says.
template <class Amplitude>
double counted_maxima(int largest, const Amplitude& amplitude, int fields) {
    std::mt19937_64 generator(7);
    std::normal_distribution<double> normal;
    const int points = 40 * largest;
    int maxima = 0;
    std::vector<double> field(static_cast<std::size_t>(points));
    for (int f = 0; f < fields; ++f) {
        std::fill(field.begin(), field.end(), 0.0);
        for (int k = 1; k <= largest; ++k) {
            const double a = amplitude(k) * normal(generator), b = amplitude(k) * normal(generator);
            for (int i = 0; i < points; ++i) {
                const double angle = 2 * pi * k * i / points;
                field[static_cast<std::size_t>(i)] += a * std::cos(angle) + b * std::sin(angle);
            }
        }
        for (std::size_t i = 0; i < field.size(); ++i) {
            const double before = field[(i + field.size() - 1) % field.size()];
            maxima += field[i] > before && field[i] >= field[(i + 1) % field.size()];
        }
    }
    return static_cast<double>(maxima) / fields;
}

}  // namespace

TEST_CASE("on the circle the number is that counted on random fields of the same spectrum") {
    for (const double time : {0.0, 2.0, 6.0}) {
        CAPTURE(time);
        const double beta = 20;
        const auto amplitude = [&](int k) {
            const double ratio = kernel_ratio(k, beta);
            return ratio * std::exp(k * k * ratio / beta * time);
        };
        const double counted = counted_maxima(30, amplitude, 400);
        // Numbers of maxima scatter by less than 1.5 about 6: 0.075 in the mean of 400.
        CHECK(std::abs(expected_maxima(law_at(2, beta), time) - counted) < 0.25);
    }
}

TEST_CASE("without growth the number is the kernel's, and after long growth that of the fastest ripple") {
    // e^{-k²/2b} in place of I_k(b)/I_0(b), which errs by 1/b of it: <k⁴>/<k²> = 3b/2, and <q²>/<q> = 2b on S^2, where
    // the number is about Q/(2 sqrt(3)).
    for (const double b : {50.0, 400.0}) {
        CHECK(expected_maxima(law_at(2, b), 0) == doctest::Approx(std::sqrt(1.5 * b)).epsilon(2 / b));
        CHECK(expected_maxima(law_at(3, b), 0) == doctest::Approx(b / std::sqrt(3.0)).epsilon(2 / b));
    }
    for (const int dimension : {2, 3}) {
        const GrowthLaw law = law_at(dimension, 30);
        const double k = law.fastest;
        const double q = dimension == 2 ? k * k : k * (k + 1);
        CHECK(expected_maxima(law, 1e5) == doctest::Approx(isotropic_maxima(dimension, q)));
    }
}

TEST_CASE("on S^2 fields of the lowest degrees have the maxima that every such field has") {
    // A linear function has one, a quadratic form two: at both ends of its largest axis.
    CHECK(isotropic_maxima(3, 2) == doctest::Approx(1));
    CHECK(isotropic_maxima(3, 6) == doctest::Approx(2));
    // For large degrees as on the plane.
    CHECK(isotropic_maxima(3, 1e8) == doctest::Approx(1e8 / (2 * std::sqrt(3.0))));
}

TEST_CASE("more tokens have finer ripples of chance, which grow longer: the number rises towards the fastest's") {
    const double few = expected_first_clusters(2, 60, 1, 1e3), many = expected_first_clusters(2, 60, 1, 1e12);
    CHECK(few < many);
    CHECK(many < std::sqrt(2 * 60.0) * 1.02);
    CHECK(few > std::sqrt(1.5 * 60.0));
    // Twice the force halves the time and leaves the number.
    CHECK(expected_first_clusters(3, 60, 2, 1e4) == doctest::Approx(expected_first_clusters(3, 60, 1, 1e4)));
}
