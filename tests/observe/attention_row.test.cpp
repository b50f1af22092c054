#include "coalesce/observe/attention_row.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "coalesce/model/law.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

/// Places rounded to single precision, as frames carry them.
struct Rounded {
    Cloud cloud;
    std::vector<float> positions, masses;

    Rounded(std::size_t count, int dimension, bool weighted) : cloud(draw(UniformLaw{}, dimension, count, 3)) {
        positions.resize(3 * count);
        for (std::size_t i = 0; i < count; ++i) {
            Vec3 x = cloud.token(i);
            for (std::size_t k = 0; k < 3; ++k) {
                positions[3 * i + k] = static_cast<float>(x[k]);
                x[k] = positions[3 * i + k];
            }
            cloud.set_token(i, x);
        }
        if (!weighted) return;
        std::vector<double> mass;
        // Powers of two, which floats hold exactly: 1/4 of the mass for every fifth token.
        for (std::size_t i = 0; i < count; ++i) mass.push_back(i % 5 == 0 ? 0.25 : 1);
        cloud.set_masses(mass);
        for (std::size_t i = 0; i < count; ++i) masses.push_back(static_cast<float>(cloud.mass(i)));
    }
};

Model some_model(int dimension, Attention attention, bool causal) {
    Model model = Model::standard(dimension);
    model.attention = attention;
    model.beta = 7;
    model.Q = Matrix::rotation(dimension, 0.4);
    model.K = Matrix::diagonal(dimension, {1, 0.5, 2});
    model.V = Matrix::rotation(dimension, 2);
    model.causal = causal;
    return model;
}

/// Weights as they are defined, in long double.
std::vector<long double> weights(const Cloud& cloud, const Model& model, std::size_t i) {
    std::vector<long double> weight(cloud.size(), 0);
    for (std::size_t j = 0; j < (model.causal ? i + 1 : cloud.size()); ++j) {
        const Vec3 q = model.Q * cloud.token(i), k = model.K * cloud.token(j);
        long double score = 0;
        for (std::size_t a = 0; a < 3; ++a) score += static_cast<long double>(q[a]) * static_cast<long double>(k[a]);
        weight[j] = static_cast<long double>(cloud.mass(j)) * std::exp(static_cast<long double>(model.beta) * score);
    }
    return weight;
}

}  // namespace

TEST_CASE("a row is that of the definition, with its entropy, its largest entries and the velocity it leads to") {
    for (const int dimension : {2, 3})
        for (const Attention attention : {Attention::softmax, Attention::unnormalized})
            for (const bool causal : {false, true})
                for (const bool weighted : {false, true}) {
                    const Rounded tokens(300, dimension, weighted);
                    const Model model = some_model(dimension, attention, causal);
                    const std::size_t i = 123;
                    const AttentionRow row = attention_row(tokens.positions, tokens.masses, model, i);
                    const auto weight = weights(tokens.cloud, model, i);
                    const long double total = std::accumulate(weight.begin(), weight.end(), 0.0L);
                    long double entropy = 0;
                    for (std::size_t j = 0; j < weight.size(); ++j) {
                        const long double p = weight[j] / total;
                        CHECK(row.share[j] == doctest::Approx(static_cast<double>(p)).epsilon(1e-6));
                        if (p > 0) entropy -= p * std::log(p);
                    }
                    CHECK(row.entropy == doctest::Approx(static_cast<double>(entropy)).epsilon(1e-6));
                    CHECK(row.effective == doctest::Approx(std::exp(static_cast<double>(entropy))).epsilon(1e-6));
                    CHECK(row.own == doctest::Approx(static_cast<double>(weight[i] / total)).epsilon(1e-6));
                    // The masses are rounded to single precision, relative 6e-8; all else is double.
                    const auto velocity = reference::velocity_at(tokens.cloud, model, i);
                    for (std::size_t k = 0; k < 3; ++k)
                        CHECK(row.velocity[k] == doctest::Approx(velocity[k]).epsilon(1e-6));
                    std::vector<std::size_t> order(weight.size());
                    std::iota(order.begin(), order.end(), 0);
                    std::erase(order, i);
                    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return weight[a] > weight[b]; });
                    REQUIRE(row.top.size() == 10);
                    for (std::size_t k = 0; k < 10; ++k) {
                        CHECK(row.top[k].token == order[k]);
                        CHECK(row.top[k].angle ==
                              doctest::Approx(angle_between(tokens.cloud.token(i), tokens.cloud.token(order[k]))));
                    }
                }
}

TEST_CASE("equal scores are attended to alike, and one token alone to itself") {
    const Rounded tokens(64, 3, false);
    Model model = Model::standard(3);
    model.beta = 0;
    CHECK(attention_row(tokens.positions, {}, model, 5).effective == doctest::Approx(64));
    model.causal = true;
    const AttentionRow first = attention_row(tokens.positions, {}, model, 0);
    CHECK(first.effective == 1);
    CHECK(first.own == 1);
    CHECK(first.top.empty());
    CHECK(norm(first.velocity) < 1e-15);
}

TEST_CASE("the largest exponents do not overflow, and threads change no bit") {
    const Rounded tokens(40000, 3, false);
    Model model = Model::standard(3);
    model.beta = 1e5;
    const AttentionRow all = attention_row(tokens.positions, {}, model, 777);
    CHECK(std::isfinite(all.entropy));
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    const AttentionRow one = attention_row(tokens.positions, {}, model, 777);
    CHECK(all.share == one.share);
    CHECK(all.entropy == one.entropy);
    CHECK(all.velocity == one.velocity);
}
