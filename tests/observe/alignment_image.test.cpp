#include "observe/alignment_image.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "coalesce/field/field.hpp"
#include "coalesce/theory/alignment.hpp"
#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

/// Takes midpoint steps of the projected field up to `time`.
Cloud simulated(Cloud cloud, const Model& model, double dt, double time) {
    const auto solver = make_solver({});
    Field field;
    const auto velocity = [&](const Cloud& at, std::size_t i) {
        return tangent_part(at.token(i), model.V * field.attention.at(i));
    };
    for (int step = 0; step < std::lround(time / dt); ++step) {
        Cloud middle = cloud;
        solver->evaluate(cloud, model, field);
        for (std::size_t i = 0; i < cloud.size(); ++i)
            middle.set_token(i, normalised(add(cloud.token(i), scaled(velocity(cloud, i), dt / 2))));
        solver->evaluate(middle, model, field);
        for (std::size_t i = 0; i < cloud.size(); ++i)
            cloud.set_token(i, normalised(add(cloud.token(i), scaled(velocity(middle, i), dt))));
    }
    return cloud;
}

/// Evenly spaced tokens on the circle: full support without holes.
Cloud even_circle(std::size_t n) {
    Cloud cloud(2, n);
    for (std::size_t i = 0; i < n; ++i) {
        const double angle = 2 * pi * (static_cast<double>(i) + 0.3) / static_cast<double>(n);
        cloud.set_token(i, {std::cos(angle), std::sin(angle), 0});
    }
    return cloud;
}

Model circle_model(double beta) {
    Model model = Model::standard(2);
    model.beta = beta;
    model.V = Matrix::diagonal(2, {1, 0.3, 0});
    return model;
}

}  // namespace

TEST_CASE("tokens stay within O(1/β) of their image while they align") {
    const Cloud cloud = even_circle(1500);
    double former = 0;
    for (const double beta : {100.0, 1000.0, 10000.0}) {
        const Model model = circle_model(beta);
        AlignmentImage image(model, cloud);
        const Cloud later = simulated(cloud, model, 0.02, 1);
        const AlignmentImage::Comparison distance = image.compare(later, 1);
        REQUIRE(distance.valid);
        CAPTURE(beta);
        // The mean differs by 1/β grad log μ, of order 1, from the place of largest score, for a time of 1 (measured:
        // 0.14/β); midpoint steps of 0.02 add 0.02²/24 times third derivatives.
        CHECK(distance.mean_angle < 0.2 / beta + 2e-6);
        CHECK(distance.max_angle < 0.5 / beta + 2e-6);
        CHECK(distance.max_angle >= distance.mean_angle);
        CHECK(distance.w1 < distance.mean_angle + 1e-6);  // tokens to images is one transport; 1e-6: circle_w1's error
        if (former > 0) CHECK(distance.mean_angle == doctest::Approx(former / 10).epsilon(0.1));
        former = distance.mean_angle;
    }
}

TEST_CASE("on the sphere too, with a leading circle that keeps rotating") {
    Model model = Model::standard(3);
    model.beta = 1e4;
    model.V = Matrix::diagonal(3, {0.8, 0.8, 0.2});
    model.V(0, 1) = -0.4;
    model.V(1, 0) = 0.4;
    const Cloud cloud = inputs::uniform_cloud(3, 4000, 3);
    AlignmentImage image(model, cloud);
    const AlignmentImage::Comparison distance = image.compare(simulated(cloud, model, 0.05, 1), 1);
    REQUIRE(distance.valid);
    // The kernel, 0.01, is narrower than the spacing of 4000 draws, 0.06: a token attends to itself or to a neighbour
    // off by the spacing, at random, which averages out along its path.
    CHECK(distance.mean_angle < 0.01);
    CHECK(distance.w1 < distance.mean_angle);
    CHECK(image.compare(cloud, 1).mean_angle > 0.1);  // tokens at rest are far away
}

TEST_CASE("in steps, at once, and back again: the same image") {
    const Model model = circle_model(50);
    const Cloud cloud = even_circle(40);
    AlignmentImage steps(model, cloud, 2), once(model, cloud, 2);
    for (const double time : {2.0, 2.5, 3.0, 7.0, 4.0}) steps.at(time);
    once.at(4);
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        CHECK(angle_between(steps.at(4).token(i), once.at(4).token(i)) < 1e-9);
        CHECK(angle_between(once.at(4).token(i), alignment_flow(model, cloud.token(i), 2)) < 1e-12);
    }
    CHECK(once.compare(cloud, 2).max_angle == 0);
    CHECK(once.compare(cloud, 2).w1 < 1e-6);
}

TEST_CASE("512 tokens stand for more, evenly, with their masses") {
    Cloud cloud = inputs::uniform_cloud(3, 2000, 4);
    inputs::give_masses(cloud, 5);
    Model model = Model::standard(3);
    model.V = Matrix::diagonal(3, {1, 0.5, 0.2});
    AlignmentImage image(model, cloud);
    const Cloud& start = image.at(0);
    REQUIRE(start.size() == 500);
    double sampled = 0;
    for (std::size_t i = 0; i < start.size(); ++i) sampled += cloud.mass(4 * i);
    for (std::size_t i = 0; i < start.size(); ++i) {
        CHECK(start.token(i) == cloud.token(4 * i));
        CHECK(start.mass(i) == doctest::Approx(cloud.mass(4 * i) / sampled));
    }
}

TEST_CASE("at rest for ever in a pair of points; a turning circle is followed for a while only") {
    Model model = circle_model(50);
    const Cloud cloud = even_circle(40);
    AlignmentImage resting(model, cloud);
    const Cloud end = resting.at(200);
    CHECK(resting.compare(end, 1e12).valid);
    CHECK(resting.compare(end, 1e12).max_angle < 1e-9);
    model.V = Matrix::rotation(2, 1);
    AlignmentImage turning(model, cloud);
    CHECK(turning.compare(cloud, 100).valid);
    const AlignmentImage::Comparison late = turning.compare(cloud, 1e12);
    CHECK(!late.valid);
    CHECK(late.why_not == "single tokens still move after a time of 300/‖V‖ and are followed no further");
    CHECK(turning.compare(cloud, 3).valid);
}

TEST_CASE("every assumption that fails is named") {
    const Cloud cloud = even_circle(10);
    const auto reason = [&](const Model& model) { return AlignmentImage(model, cloud).compare(cloud, 0).why_not; };
    Model model = circle_model(50);
    model.attention = Attention::unnormalized;
    CHECK(reason(model) == "attention is unnormalised");
    model = circle_model(50);
    model.noise = 0.1;
    CHECK(reason(model) == "noise is on");
    model = circle_model(50);
    model.causal = true;
    CHECK(reason(model) == "the causal mask is on");
    CHECK(reason(circle_model(0)) == "β is 0");
    model = circle_model(50);
    model.V = -2.0 * Matrix::identity(2);
    CHECK(reason(model) == "V K^T Q is a multiple of the identity: no alignment phase");
    model.V = 0.0 * Matrix::identity(2);
    CHECK(reason(model) == "V K^T Q is zero: no alignment phase");
}
