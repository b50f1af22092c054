#include "coalesce/theory/pairing.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "coalesce/theory/heat.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

Model isotropic(double beta, double lambda1 = 1, double lambda2 = 1) {
    Model model = Model::standard(3);
    model.beta = beta;
    model.Q = lambda1 * model.Q;
    model.V = lambda2 * model.V;
    return model;
}

Cloud on_equator(const std::vector<double>& angles, std::vector<double> masses) {
    Cloud cloud(3, angles.size());
    for (std::size_t i = 0; i < angles.size(); ++i) cloud.set_token(i, {std::cos(angles[i]), std::sin(angles[i]), 0});
    cloud.set_masses(std::move(masses));
    return cloud;
}

}  // namespace

TEST_CASE("the law's rate is that of two clusters of any masses") {
    const PairingLaw law = pairing_law(isotropic(20, 1.5, 0.7));
    REQUIRE(law.valid);
    const double angle = 1, rho = std::cos(angle), factor = 0.7 * std::exp(-20 * 1.5 * (1 - rho));
    CHECK(std::exp(law.log_rate(0.5, 0.5, angle)) == doctest::Approx(2 * factor * (1 - rho * rho)));
    CHECK(std::exp(law.log_speed(0.95, 0.05, angle)) == doctest::Approx(factor * 0.05 / 0.95 * std::sin(angle)));
    CHECK(std::exp(law.log_rate(0.95, 0.05, angle)) == doctest::Approx((19 + 1 / 19.0) * factor * (1 - rho * rho)));
}

TEST_CASE("the time to merge is the sum over small steps of the law") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const double beta : {20.0, 200.0}) {
            Model model = isotropic(beta, 1.2, 0.8);
            model.attention = attention;
            const PairingLaw law = pairing_law(model);
            const double rho = 0.3, end = 1 - 1 / (beta * 1.2);
            double time = 0;
            // The midpoint rule in log 1-ρ with 2·10^5 pieces errs by (β d(1-ρ))²/24 = 1e-7.
            const double from = std::log(1 - rho), to = std::log(1 - end);
            constexpr int pieces = 200000;
            for (int k = 0; k < pieces; ++k) {
                const double gap = std::exp(from + (to - from) * (k + 0.5) / pieces);
                const double step = gap * (from - to) / pieces;
                time += step / std::exp(law.log_rate(0.7, 0.3, std::acos(1 - gap)));
            }
            CHECK(law.log10_merge_time(0.7, 0.3, std::acos(rho)) == doctest::Approx(std::log10(time)).epsilon(1e-7));
        }
}

TEST_CASE("times beyond double precision have a logarithm; what has merged has none left; antipodes never do") {
    const PairingLaw law = pairing_law(isotropic(5000));
    // e^{βs}/(2β s (2-s)), s = 1: first term of the integral by parts, right to 1/β.
    const double expected = (5000 - std::log(2 * 5000.0)) / std::numbers::ln10;
    CHECK(law.log10_merge_time(0.5, 0.5, std::numbers::pi / 2) == doctest::Approx(expected).epsilon(1e-6));
    CHECK(law.log10_merge_time(0.5, 0.5, 0.01) < -1e300);
    CHECK(law.log10_merge_time(0.5, 0.5, std::numbers::pi) > 1e300);
}

TEST_CASE("the next merge is that of the nearest, unless masses say otherwise") {
    const PairingLaw law = pairing_law(isotropic(20));
    const auto nearest = next_merge(law, on_equator({0, 1, 2.5}, {1, 1, 1}));
    REQUIRE(nearest);
    CHECK(nearest->i == 0);
    CHECK(nearest->j == 1);
    // 1.05 rad instead of 1 costs e^{20·(cos 1 - cos 1.05)} = 2.3; a light partner gains 50.
    const auto light = next_merge(law, on_equator({0, 1, 2.05}, {1, 1, 0.01}));
    CHECK(light->i == 1);
    CHECK(light->j == 2);
    CHECK_FALSE(next_merge(law, on_equator({0}, {1})));
}

TEST_CASE("the path joins the two by a great circle and meets where the law says") {
    const PairingLaw law = pairing_law(isotropic(20));
    const Cloud cloud = on_equator({0, 1}, {3, 1});
    const PairingPath path = pairing_path(law, cloud, *next_merge(law, cloud), 11);
    REQUIRE(path.first.size() == 11);
    CHECK(norm(add(path.first.front(), scaled(cloud.token(0), -1))) < 1e-15);
    CHECK(norm(add(path.second.front(), scaled(cloud.token(1), -1))) < 1e-15);
    CHECK(angle_between(path.first.back(), path.second.back()) < 1e-15);
    // Speeds 1/3 and 3: the heavy one covers a tenth of the path.
    CHECK(angle_between(cloud.token(0), path.first.back()) == doctest::Approx(0.1));
    for (const Vec3& x : path.first) CHECK(norm(x) == doctest::Approx(1));
}

TEST_CASE("Q^T K and V need be multiples of the identity between points of E_max only") {
    Model model = isotropic(20);
    model.Q(0, 2) = 0.3;
    model.Q(2, 2) = 0.5;
    model.V(2, 2) = 0.2;
    const PairingLaw law = pairing_law(model);
    REQUIRE(law.valid);
    CHECK(law.on_circle);
    const HeatRegime heat = heat_regime(model, leading_space(model));
    REQUIRE(heat.valid);
    CHECK(heat.kappa == doctest::Approx(1 / 20.0));
    const Cloud two = on_equator({0, 1}, {0.6, 0.4});
    for (const std::size_t i : {0, 1}) {
        const Vec3 v = reference::velocity_at(two, model, i);
        const double law_speed = std::exp(law.log_speed(two.mass(i), two.mass(1 - i), 1));
        // The law omits the other's weight e^{-20(1 - cos 1)} = 1e-4 in the denominator.
        CHECK(norm(v) == doctest::Approx(law_speed).epsilon(2e-4));
        CHECK(v[2] == 0);
    }
    // Nothing holds if V takes points out of E_max.
    model.V(2, 0) = 0.1;
    CHECK_FALSE(pairing_law(model).valid);
    CHECK_FALSE(heat_regime(model, leading_space(model)).valid);
}

TEST_CASE("the law knows what it assumes") {
    const auto why = [](const auto& edit) {
        Model model = isotropic(20);
        edit(model);
        return pairing_law(model).why_not;
    };
    CHECK(why([](Model&) {}).empty());
    CHECK(why([](Model& m) { m.noise = 0.1; }).find("noise") != std::string::npos);
    CHECK(why([](Model& m) { m.causal = true; }).find("causal") != std::string::npos);
    CHECK(why([](Model& m) { m.beta = 0; }).find("β") != std::string::npos);
    CHECK(why([](Model& m) { m.Q = Matrix::diagonal(3, {1, 1, 0.5}); }).empty());  // clusters are on the circle E_max
    CHECK(why([](Model& m) { m.Q = Matrix::diagonal(3, {1, 0.9, 0.5}); }).find("antipodal") != std::string::npos);
    CHECK(why([](Model& m) {
              m.Q = Matrix::diagonal(3, {1, 2, 0.1});
              m.V = Matrix::diagonal(3, {2, 1, 0.1});
          }).find("Q^T K is not") != std::string::npos);
    CHECK(why([](Model& m) { m.V = -1.0 * m.V; }).find("V is not") != std::string::npos);
    CHECK(why([](Model& m) {
              m.V = 2.0 * Matrix::rotation(3, 0.2);  // about the third axis
              m.V(2, 2) = 0.1;
          }).find("rotating") != std::string::npos);
    CHECK(why([](Model& m) { m.V = Matrix::rotation(3, 0.2); }).find("antipodal") != std::string::npos);
}
