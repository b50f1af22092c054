#include "coalesce/theory/staircase.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/flow/simulation.hpp"

using namespace coalesce;

namespace {

Scene on_circle(const std::vector<double>& angles, const std::vector<double>& masses, double beta,
                Attention attention) {
    Scene scene;
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.model.beta = beta;
    scene.model.attention = attention;
    PointsLaw law;
    for (const double angle : angles) law.points.push_back({std::cos(angle), std::sin(angle), 0});
    law.masses = masses;
    scene.tokens.law = law;
    scene.time.method = Method::adaptive;
    scene.time.tolerance = 1e-8;
    return scene;
}

}  // namespace

TEST_CASE("three unequal clusters merge when and where the staircase says") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const double beta : {100.0, 400.0}) {
            CAPTURE(beta);
            const Scene scene = on_circle({0, 0.6, 1.35}, {0.6, 0.1, 0.3}, beta, attention);
            Simulation simulation(scene);
            const auto predicted = predicted_staircase(pairing_law(scene.model), simulation.cloud());
            REQUIRE(predicted.size() == 2);
            CHECK(predicted[0].i == 0);
            CHECK(predicted[0].j == 1);
            CHECK(predicted[1].i == 0);
            CHECK(predicted[1].j == 2);
            CHECK(predicted[0].masses[0] == doctest::Approx(0.6));
            CHECK(predicted[1].masses[1] == doctest::Approx(0.3));
            simulation.advance_to(std::pow(10, predicted[1].log10_time + 1));
            REQUIRE(simulation.merges().size() == 2);
            // Corrections to a time are a share e^{-β(1-ρ)} of it with β(1-ρ) ≥ 17; the place is then right to the
            // third cluster's pull on the two, e^{-β(0.27 - 0.17)} ≤ 3e-5 rad of their path, so that the next exponent
            // errs by β sin(θ) 3e-5.
            for (std::size_t k = 0; k < 2; ++k)
                CHECK(std::log10(simulation.merges()[k].time) ==
                      doctest::Approx(predicted[k].log10_time).epsilon(2e-3));
            // Clusters of 0.7 and 0.3 remain: the last place is where they meet.
            CHECK(angle_between(simulation.cloud().token(0), predicted[1].place) < 2e-3);
        }
}

TEST_CASE("equal clusters meet halfway, and a heavy one hardly moves") {
    const PairingLaw law = pairing_law(on_circle({0}, {}, 200, Attention::softmax).model);
    Cloud pair(2, 2);
    pair.set_token(0, {1, 0, 0});
    pair.set_token(1, {std::cos(0.5), std::sin(0.5), 0});
    CHECK(angle_between(predicted_staircase(law, pair)[0].place, {std::cos(0.25), std::sin(0.25), 0}) < 1e-12);
    pair.set_masses({0.9, 0.1});
    const double way = angle_between(predicted_staircase(law, pair)[0].place, pair.token(0));
    // Between the law's limit, 0.1²/(0.9² + 0.1²) of the path, and that of the last part, 0.1.
    CHECK(way > 0.5 * 0.01 / 0.82);
    CHECK(way < 0.5 * 0.1);
}

TEST_CASE("what has merged already comes at once, and antipodes never") {
    const PairingLaw law = pairing_law(Model::standard(3));  // β = 30
    Cloud cloud(3, 2);
    cloud.set_token(0, {1, 0, 0});
    cloud.set_token(1, {1, 0, 0});
    CHECK(predicted_staircase(law, cloud)[0].log10_time == -INFINITY);
    cloud.set_token(1, {-1, 0, 0});
    CHECK(predicted_staircase(law, cloud).empty());
    CHECK(predicted_staircase(law, Cloud(3, 1)).empty());
}
