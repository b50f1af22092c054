#include "coalesce/field/lumped.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

/// Two clusters `angle` apart; or three, the third opposite the first, where it acts on neither.
Cloud weighted_clusters(double angle, double mass, bool third) {
    Cloud cloud(3, third ? 3 : 2);
    cloud.set_token(0, {1, 0, 0});
    cloud.set_token(1, {std::cos(angle), std::sin(angle) * 0.6, std::sin(angle) * 0.8});
    if (third) cloud.set_token(2, {std::cos(3), 0.6 * std::sin(3), -0.8 * std::sin(3)});
    cloud.set_masses(third ? std::vector{mass, 1 - mass, 0.5} : std::vector{mass, 1 - mass});
    return cloud;
}

double relative_error(const Vec3& found, const Vec3& expected) {
    return norm(add(found, scaled(expected, -1))) / norm(expected);
}

Vectors velocities_by_differences(const Cloud& cloud, const Model& model, Field& field) {
    ScaledVelocities scaled_velocity;
    difference_field(cloud, field_matrices(model), field, scaled_velocity);
    Vectors velocity;
    scaled_velocity.unscale(velocity);
    return velocity;
}

}  // namespace

TEST_CASE("the difference form is the field of any model") {
    for (const int d : {2, 3})
        for (const auto attention : {Attention::softmax, Attention::unnormalized})
            for (const bool causal : {false, true}) {
                Cloud cloud = inputs::clustered_cloud(d, 80, 0.1, 3);
                inputs::give_masses(cloud, 4);
                Model model = Model::standard(d);
                model.attention = attention;
                model.causal = causal;
                model.beta = 8;
                model.Q = inputs::random_matrix(d, 1);
                model.K = inputs::random_matrix(d, 2);
                model.V = inputs::random_matrix(d, 5);
                Field field;
                const Vectors v = velocities_by_differences(cloud, model, field);
                // Exponents reach β‖B‖ ≈ 30 and are summed in doubles: at most 30 · 80 · 1e-16 of ‖V‖.
                const double tolerance = 3e-13 * spectral_norm(model.V);
                for (std::size_t i = 0; i < cloud.size(); ++i) {
                    CHECK(norm(add(v.at(i), scaled(reference::velocity_at(cloud, model, i), -1))) < tolerance);
                    const auto expected = reference::attention_at(cloud, model, i);
                    CHECK(norm(add(field.attention.at(i), scaled(expected.mean, -1))) < 3e-13);
                    CHECK(field.log_partition[i] == doctest::Approx(expected.log_partition).epsilon(1e-12));
                }
            }
}

TEST_CASE("speeds of clusters are right relative to themselves, and follow the pairing law") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const double beta : {20.0, 50.0, 200.0})
            for (double degrees = 40; degrees <= 120; degrees += 20)
                for (const double mass : {0.5, 0.7, 0.95})
                    for (const bool third : {false, true}) {
                        const double angle = degrees / 180 * std::numbers::pi;
                        const Cloud cloud = weighted_clusters(angle, mass, third);
                        Model model = Model::standard(3);
                        model.attention = attention;
                        model.beta = beta;
                        Field field;
                        const Vectors v = velocities_by_differences(cloud, model, field);
                        for (std::size_t i = 0; i < 2; ++i) {
                            // An exponent of 300 rounded to 1e-16 changes a weight by 3e-14.
                            const Vec3 expected = reference::velocity_of_isotropic(cloud, model, i);
                            CHECK(relative_error(v.at(i), expected) < 2e-13);
                            const double own = cloud.mass(i), other = cloud.mass(1 - i);
                            const double factor = std::exp(-beta * (1 - std::cos(angle)));
                            // The law is of first order in this ratio of the weights; its next term must be small.
                            if (attention == Attention::softmax && other / own * factor > 5e-3) continue;
                            const double ratio = attention == Attention::softmax ? other / own : other;
                            CHECK(norm(v.at(i)) == doctest::Approx(ratio * factor * std::sin(angle)).epsilon(0.01));
                        }
                    }
    Model model = Model::standard(3);
    model.beta = 200;
    Field field;
    const Vectors v = velocities_by_differences(weighted_clusters(std::numbers::pi / 3, 0.5, false), model, field);
    CHECK(norm(v.at(0)) == doctest::Approx(std::exp(-100) * std::sqrt(0.75)).epsilon(1e-12));
}

TEST_CASE("speeds below the range of double precision keep their logarithm") {
    Model model = Model::standard(2);
    model.beta = 1e4;
    Cloud cloud(2, 2);
    cloud.set_token(0, {1, 0, 0});
    cloud.set_token(1, {0, 1, 0});
    Field field;
    ScaledVelocities v;
    difference_field(cloud, field_matrices(model), field, v);
    CHECK(v.log_scale + std::log(norm(v.values.at(0))) == doctest::Approx(-1e4));
    CHECK(v.values.at(0)[1] > 0);
    CHECK(v.values.at(1)[0] > 0);
    Vectors plain;
    v.unscale(plain);
    CHECK(norm(plain.at(0)) == 0);
}

TEST_CASE("a token alone rests where V is a multiple of the identity, and drifts where it is not") {
    Cloud cloud(3, 1);
    cloud.set_token(0, normalised({0.3, -0.9, 0.7}));
    Model model = Model::standard(3);
    model.V = 3.0 * model.V;
    Field field;
    CHECK(norm(velocities_by_differences(cloud, model, field).at(0)) == 0);
    CHECK(norm(add(field.attention.at(0), scaled(cloud.token(0), -1))) == 0);
    model.V = Matrix::rotation(3, 0.4);
    const Vec3 expected = reference::velocity_at(cloud, model, 0);
    CHECK(relative_error(velocities_by_differences(cloud, model, field).at(0), expected) < 1e-14);
}
