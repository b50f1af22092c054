#include "coalesce/studies/single_location_descent.hpp"

#include <doctest/doctest.h>
#include <tbb/global_control.h>

#include <cmath>

#include "coalesce/studies/single_location_flow.hpp"
#include "coalesce/studies/single_location_measure.hpp"
#include "reference/single_location.hpp"

using namespace coalesce;

namespace {

/// Computes the loss from its definition.
double plain_loss(const SingleLocation& s, const LocationData& data, const Student& at) {
    double loss = 0;
    for (std::size_t k = 0; k < data.samples; ++k) {
        double total = 0, answer = 0;
        for (std::size_t l = 0; l < data.tokens; ++l) {
            const double* x = data.sample(k) + l * data.width;
            double along_u = 0, along_v = 0;
            for (std::size_t j = 0; j < static_cast<std::size_t>(s.d); ++j) {
                along_u += x[j] * at.u[j];
                along_v += x[j] * at.v[j];
            }
            const double weight = std::exp(s.beta * std::sqrt(static_cast<double>(s.d)) * along_u);
            total += weight;
            answer += weight * reference::link(s.link, along_v);
        }
        loss += std::pow(answer / total - data.label[k], 2);
    }
    return loss / static_cast<double>(data.samples);
}

SingleLocation small(Link link) {
    return {.d = 11, .L = 5, .beta = 0.4, .gamma = 0.6, .link = link, .n = 70, .seed = 3};
}

double norm(const std::vector<double>& x) {
    double sum = 0;
    for (const double value : x) sum += value * value;
    return std::sqrt(sum);
}

}  // namespace

TEST_CASE("loss and gradient are those of the definition") {
    for (const Link link : {Link::linear, Link::quadratic, Link::relu}) {
        CAPTURE(link);
        SingleLocation settings = small(link);
        settings.start = LocationStart::random;
        const LocationData data = draw_data(settings);
        const Student at = start_of(settings);
        Student gradient;
        const double loss = loss_and_gradient(settings, data, at, gradient);
        CHECK(loss == doctest::Approx(plain_loss(settings, data, at)).epsilon(1e-13));
        for (std::size_t j = 0; j < 11; ++j) {
            for (auto Student::*which : {&Student::u, &Student::v}) {
                constexpr double h = 1e-6;
                Student up = at, down = at;
                (up.*which)[j] += h;
                (down.*which)[j] -= h;
                const double difference = (plain_loss(settings, data, up) - plain_loss(settings, data, down)) / (2 * h);
                // Relative to 1e-6 steps: rounding 1e-10, and relu's kinks, of which none of 350 lies within 1e-6.
                CHECK((gradient.*which)[j] == doctest::Approx(difference).epsilon(1e-6).scale(1));
            }
        }
        for (std::size_t j = 11; j < data.width; ++j) CHECK(gradient.u[j] == 0);
    }
}

TEST_CASE("data have the moments of their law") {
    const SingleLocation settings{.d = 10, .L = 4, .gamma = 0.6, .n = 20000};
    const LocationData data = draw_data(settings);
    double along = 0, spread = 0, other = 0, noise = 0, place = 0;
    for (std::size_t k = 0; k < data.samples; ++k) {
        const double* secret = data.sample(k) + data.secret[k] * data.width;
        const double* beside = data.sample(k) + (data.secret[k] + 1) % 4 * data.width;
        along += secret[0];
        for (int j = 1; j < 10; ++j) {
            spread += secret[j] * secret[j] / 9;
            other += beside[j] * beside[j] / 9;
        }
        noise += std::pow(data.label[k] - secret[1], 2);
        place += static_cast<double>(data.secret[k]);
    }
    // 4 standard errors of 20 000 samples, nine coordinates in the second and third.
    const double n = 20000, root = 1 / std::sqrt(n);
    CHECK(std::abs(along / n - 0.8 * std::sqrt(10.0)) < 4 * 0.6 * root);
    CHECK(std::abs(spread / n - 0.36) < 4 * 0.36 * std::sqrt(2.0 / 9) * root);
    CHECK(std::abs(other / n - 1) < 4 * std::sqrt(2.0 / 9) * root);
    CHECK(std::abs(noise / n - 0.01) < 4 * 0.01 * std::sqrt(2.0) * root);
    CHECK(std::abs(place / n - 1.5) < 4 * std::sqrt(1.25) * root);
}

TEST_CASE("starts have the order parameters asked for") {
    SingleLocation settings{.d = 4, .mu = -0.4, .nu = 0.7};
    for (const std::int64_t d : {4, 5, 100}) {
        settings.d = d;
        const Student student = start_of(settings);
        const OrderParameters at = order_of(student);
        CHECK(norm(student.u) == doctest::Approx(1).epsilon(1e-14));
        CHECK(norm(student.v) == doctest::Approx(1).epsilon(1e-14));
        CHECK(at.mu == -0.4);
        CHECK(at.nu == 0.7);
        CHECK(at.zeta == 0);
        CHECK(at.eta == 0);
        CHECK(std::abs(at.rho) < 1e-15);
    }
    settings.start = LocationStart::random;
    const OrderParameters at = order_of(start_of(settings));
    CHECK(possible(at));
    CHECK(at.mu != -0.4);
    CHECK(std::abs(at.mu) < 0.5);  // 5 standard deviations of 1/√100
}

TEST_CASE("the paper's linear setting is learnt as the theory says, and μ drifts as it does not") {
    const SingleLocation settings;
    LocationDescent descent(settings);
    OrderFlow theory(settings, descent.order());
    double largest = 0;
    for (std::int64_t k = 1; k <= settings.iterations; ++k) {
        descent.advance();
        theory.advance();
        largest = std::max(largest, std::abs(descent.order().nu - theory.flow().nu));
    }
    const OrderParameters end = descent.order();
    CHECK(end.nu > 0.99);
    CHECK(largest < 0.05);
    const double noise = settings.epsilon * settings.epsilon;
    CHECK(measure_risk(settings, end).risk + noise < 0.02);
    CHECK(norm(descent.student().u) == doctest::Approx(1).epsilon(1e-14));
    // Misses at finite d pull u towards u*: 0.623 in this run, while the flow has p = 1 and rests.
    CHECK(std::abs(theory.flow().mu - 0.6) < 1e-3);
    CHECK(end.mu > 0.61);
    CHECK(end.mu < 0.65);
}

TEST_CASE("a run does not depend on threads, and more samples begin with the fewer") {
    SingleLocation settings = small(Link::relu);
    const auto run = [&] {
        LocationDescent descent(settings);
        for (int k = 0; k < 20; ++k) descent.advance();
        return descent;
    };
    const LocationDescent many = run();
    {
        const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
        const LocationDescent alone = run();
        CHECK(alone.student().u == many.student().u);
        CHECK(alone.loss() == many.loss());
    }
    settings.n = 30;
    const LocationData fewer = draw_data(settings);
    for (std::size_t j = 0; j < fewer.x.size(); ++j) REQUIRE(fewer.x[j] == many.data().x[j]);
    CHECK(fewer.label[29] == many.data().label[29]);
}

TEST_CASE("attention of one sample sums to one and is largest where the score is") {
    const SingleLocation settings = small(Link::linear);
    const LocationData data = draw_data(settings);
    const auto views = view_tokens(settings, data, start_of(settings), 7);
    double total = 0;
    std::size_t score = 0, weight = 0;
    for (std::size_t l = 0; l < views.size(); ++l) {
        total += views[l].weight;
        if (views[l].along_u > views[score].along_u) score = l;
        if (views[l].weight > views[weight].weight) weight = l;
    }
    CHECK(total == doctest::Approx(1).epsilon(1e-14));
    CHECK(score == weight);
}
