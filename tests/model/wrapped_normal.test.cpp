#include <doctest/doctest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>

#include "coalesce/model/law.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

/// Sums images until they vanish, far more than needed, in extended precision.
double by_images(const WrappedNormal& law, double angle) {
    long double sum = 0;
    const int reach = 5 + static_cast<int>(law.std * 3);
    for (int n = -reach; n <= reach; ++n) {
        const long double x =
            (static_cast<long double>(angle) - law.mean + 2 * std::numbers::pi_v<long double> * n) / law.std;
        sum += std::exp(-x * x / 2);
    }
    return static_cast<double>(sum / (law.std * std::sqrt(2 * std::numbers::pi_v<long double>)));
}

}  // namespace

TEST_CASE("the wrapped normal is a normal law wound around the circle") {
    for (const double std : {0.01, 0.2, 1.0, 1.99, 2.01, 4.0, 20.0}) {
        for (double angle = -3; angle < 9; angle += 0.7) {
            const WrappedNormal law{1, 0.4, std};
            CAPTURE(std);
            CAPTURE(angle);
            // Relative error of the exponent x²/2 ≤ 300 (densities below 1e-130 are not compared).
            const double expected = by_images(law, angle);
            CHECK(std::abs(wrapped_normal_density({law}, angle) - expected) <= 1e-12 * expected + 1e-130);
        }
    }
}

TEST_CASE("masses are integrals of the density, for mixtures and any interval up to a turn") {
    using Rule = boost::math::quadrature::gauss<double, 30>;
    const std::vector<WrappedNormal> mixture{{2, 0.4, 0.2}, {1, -8, 0.7}, {3, 2, 3.0}};
    for (const auto& [from, to] :
         {std::pair{-pi, pi}, {0.0, 0.0}, {-0.3, 0.1}, {3.0, 4.0}, {5.0, 11.0}, {-20.0, -17.0}}) {
        double expected = 0;
        constexpr int panels = 20;
        for (int p = 0; p < panels; ++p) {
            const double a = from + (to - from) * p / panels, b = from + (to - from) * (p + 1) / panels;
            expected += Rule::integrate([&](double x) { return wrapped_normal_density(mixture, x); }, a, b);
        }
        CHECK(wrapped_normal_mass(mixture, from, to) == doctest::Approx(expected).epsilon(1e-12));
    }
    CHECK(wrapped_normal_mass(mixture, -1, -1 + 2 * pi) == doctest::Approx(1).epsilon(1e-14));
}

TEST_CASE("tails keep their relative precision") {
    // Computes P(8 < Z < 9) by erfc alone.
    const double expected = (std::erfc(8 / std::numbers::sqrt2) - std::erfc(9 / std::numbers::sqrt2)) / 2;
    CHECK(wrapped_normal_mass({{1, 0, 0.1}}, 0.8, 0.9) == doctest::Approx(expected).epsilon(1e-10));
    CHECK(wrapped_normal_mass({{1, 0, 0.1}}, -0.9, -0.8) == doctest::Approx(expected).epsilon(1e-10));
}
