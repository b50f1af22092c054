#include "coalesce/studies/infinite_width.hpp"

#include <doctest/doctest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <string>

#include "coalesce/model/error.hpp"
#include "reference/moments.hpp"
#include "reference/two_samples.hpp"
#include "studies/infinite_width_matrices.hpp"

using namespace coalesce;
using reference::moments;
using reference::two_sample_p;

namespace {

/// Compares `count` layers whose matrices are built with five times as many drawn by their law.
void check_same_law(InfiniteWidth settings, std::int64_t count) {
    CAPTURE(settings.n);
    CAPTURE(settings.seed);
    const WidthSamples built = sample_matrices(settings, 0, count), drawn = sample_layer(settings, 0, 5 * count);
    // One true hypothesis in a thousand fails; the seeds are fixed, so that these pass for ever.
    CHECK(two_sample_p(built.output, drawn.output) > 0.001);
    CHECK(two_sample_p(built.score, drawn.score) > 0.001);
}

std::string refusal(const InfiniteWidth& settings) {
    try {
        check(settings);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("the law of outputs and scores is that of layers whose matrices are built") {
    for (const auto& [n, count] : {std::pair{16, 8000}, {64, 1000}, {256, 100}})
        for (std::int64_t seed = 1; seed <= 5; ++seed) {
            check_same_law({.n = n, .activation = Activation::clip, .seed = seed}, count);
            check_same_law({.n = n, .activation = Activation::relu, .seed = seed}, count);
            check_same_law({.n = n, .head_width = n / 4, .seed = seed}, count);
        }
}

TEST_CASE("the law agrees for widths below the number of tokens, other scalings, one token and many heads") {
    for (const Activation activation : {Activation::clip, Activation::relu}) {
        CAPTURE(activation);
        // Outputs of n = 1 are often zero under ReLU, equally often in both.
        for (const int n : {1, 2, 3, 5}) check_same_law({.n = n, .activation = activation}, 20000);
        check_same_law({.n = 8, .activation = activation, .scaling = ScoreScaling::linear}, 20000);
        check_same_law({.n = 12, .s = 1, .heads = 1, .activation = activation}, 20000);
        check_same_law({.n = 12, .s = 7, .heads = 9, .activation = activation, .head_width = 3}, 5000);
    }
}

TEST_CASE("a ReLU layer of matched cumulants has the law of drawn columns") {
    constexpr std::int64_t count = 200'000;
    const auto sample = [](std::int64_t n, GramLaw gram, std::int64_t seed) {
        return sample_layer({.n = n, .activation = Activation::relu, .seed = seed, .gram = gram}, 0, count);
    };
    for (const int n : {80, 300}) {
        CAPTURE(n);
        const WidthSamples columns = sample(n, GramLaw::columns, 1), matched = sample(n, GramLaw::matched, 2);
        CHECK(two_sample_p(columns.output, matched.output) > 0.001);
        CHECK(two_sample_p(columns.score, matched.score) > 0.001);
        // Conditional variances have a standard deviation of about 0.08 at H = 2: their means err by 2.5e-4.
        CHECK(std::abs(moments(columns.variance).mean - moments(matched.variance).mean) < 4 * 2.5e-4);
        CHECK(two_sample_p(columns.variance, matched.variance) > 0.001);
    }
}

TEST_CASE("given its variance an output is Gaussian") {
    for (const Activation activation : {Activation::clip, Activation::relu}) {
        const InfiniteWidth settings{.n = 64, .activation = activation};
        for (const WidthSamples& samples : {sample_layer(settings, 0, 100'000), sample_limit(settings, 0, 100'000)}) {
            double square = 0, fourth = 0;
            for (std::size_t k = 0; k < samples.output.size(); ++k) {
                const double unit = samples.output[k] * samples.output[k] / samples.variance[k];
                square += unit;
                fourth += unit * unit;
            }
            // Means 1 and 3 with standard errors √2 and √96 over √100 000.
            CHECK(std::abs(square / 1e5 - 1) < 4 * 0.0045);
            CHECK(std::abs(fourth / 1e5 - 3) < 4 * 0.031);
        }
    }
}

TEST_CASE("the limit has the variance that the quadrature says") {
    for (const Activation activation : {Activation::clip, Activation::relu})
        for (const int s : {1, 2, 4, 16}) {
            CAPTURE(s);
            const InfiniteWidth settings{.s = s, .activation = activation};
            const double expected = infinite_head_variance(settings);
            // The conditional variance varies by less than 0.2 at two heads: 4 standard errors of 200 000 samples.
            CHECK(std::abs(moments(sample_limit(settings, 0, 200'000).variance).mean - expected) < 4 * 0.2 / 447);
            if (s == 1) CHECK(expected == doctest::Approx(activation == Activation::clip ? 1 : 0.5).epsilon(1e-9));
        }
    // Vanishing scores give equal weights: Var y = (1/s) C_11 + (1 - 1/s) C_12.
    CHECK(infinite_head_variance({.s = 4, .scaling = ScoreScaling::linear}) == doctest::Approx(0.25).epsilon(1e-9));
    CHECK(infinite_head_variance({.s = 4, .activation = Activation::relu, .scaling = ScoreScaling::linear}) ==
          doctest::Approx(0.125 + 0.75 / (2 * M_PI)).epsilon(1e-9));
}

TEST_CASE("the widest layer is in its limit; with linear scaling scores vanish") {
    for (const Activation activation : {Activation::clip, Activation::relu}) {
        const InfiniteWidth wide{.n = 1'000'000, .activation = activation};
        const WidthSamples layer = sample_layer(wide, 0, 100'000), limit = sample_limit(wide, 0, 100'000);
        CHECK(two_sample_p(layer.output, limit.output) > 0.001);
        CHECK(two_sample_p(layer.variance, limit.variance) > 0.001);
        CHECK(two_sample_p(layer.score, limit.score) > 0.001);
        // (Q K^T)_11/n has the variance C_11²/n ≤ 1/n.
        const InfiniteWidth linear{.n = 10'000, .activation = activation, .scaling = ScoreScaling::linear};
        CHECK(moments(sample_layer(linear, 0, 10'000).score).mean_square < 1.2e-4);
        CHECK(moments(sample_limit(linear, 0, 1000).score).mean_square == 0);
    }
}

TEST_CASE("a sample depends on its number and the seed alone") {
    const InfiniteWidth settings{.n = 40, .activation = Activation::relu};
    const WidthSamples all = sample_layer(settings, 0, 1000), part = sample_layer(settings, 333, 200);
    const WidthSamples limit = sample_limit(settings, 0, 1000), limit_part = sample_limit(settings, 333, 200);
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    const WidthSamples alone = sample_layer(settings, 0, 1000);
    CHECK(all.output == alone.output);
    CHECK(all.score == alone.score);
    for (std::size_t k = 0; k < 200; ++k) {
        REQUIRE(part.output[k] == all.output[333 + k]);
        REQUIRE(part.variance[k] == all.variance[333 + k]);
        REQUIRE(limit_part.output[k] == limit.output[333 + k]);
    }
    InfiniteWidth other = settings;
    other.seed = 2;
    CHECK(sample_layer(other, 0, 1000).output != all.output);
}

TEST_CASE("settings that do not go together are refused") {
    CHECK(refusal({}).empty());
    CHECK(refusal({.s = 64, .heads = 300}) == "heads, s: found heads·s² = 1228800, expected at most 1000000");
    CHECK(refusal({.n = 16, .head_width = 17}) == "head_width: found 17, expected at most n = 16");
    CHECK(refusal({.n = 257, .matrices = true}) ==
          "matrices: found n = 257, expected at most 256 where matrices are built");
    InfiniteWidth settings;
    CHECK_THROWS_AS(assign(infinite_width_parameters(), {"n=0"}, settings), InputError);
    CHECK_THROWS_AS(assign(infinite_width_parameters(), {"samples=1"}, settings), InputError);
}
