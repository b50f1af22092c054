#include "coalesce/studies/convergence.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;
using namespace coalesce::studies;

namespace {

/// A study in which W1 is β^{bias_slope}, and the two seeds of each N lie a tenth to either side of N^{sampling_slope}.
Convergence made(double bias_slope, double sampling_slope) {
    Convergence study;
    study.settings = convergence_settings({});
    for (const double beta : {25.0, 100.0, 400.0})
        study.biases.push_back({.beta = beta, .w1 = 2 * std::pow(beta, bias_slope), .angle = {}, .density = {}});
    for (const int tokens : {100, 1000, 10'000}) {
        const double mean = std::pow(tokens, sampling_slope);
        study.samplings.push_back({.tokens = tokens, .w1 = {0.9 * mean, 1.1 * mean}, .angle = {}, .excess = {}});
    }
    return study;
}

}  // namespace

TEST_CASE("convergence: slopes of exact power laws, and the error of a mean") {
    const Convergence study = made(-1, -0.5);
    CHECK(study.bias_fit().slope == doctest::Approx(-1).epsilon(1e-12));
    CHECK(study.bias_fit().intercept == doctest::Approx(std::log10(2)));
    CHECK(study.sampling_fit().slope == doctest::Approx(-0.5).epsilon(1e-12));
    CHECK(study.samplings[0].mean() == doctest::Approx(0.1));
    // Two values 0.01 to either side of their mean: variance 2·10^-4, of the mean half of it.
    CHECK(study.samplings[0].error() == doctest::Approx(0.01));
    const Result result = result_of(study);
    CHECK(result.passes());
    CHECK(result.number("bias.slope") == study.bias_fit().slope);
    CHECK(result.table("sampling.points").column("w1_tokens_to_limit").unit == "rad");
    CHECK(std::get<std::vector<std::int64_t>>(result.table("sampling.points").column("seeds").cells)[0] == 2);

    CHECK(result_of(made(-0.8, -0.5)).checks->at(0).value == doctest::Approx(0.2));
    CHECK(!result_of(made(-0.8, -0.5)).passes());
    CHECK(!result_of(made(-1, -0.4)).passes());
}

TEST_CASE("convergence: the bias halves when β doubles, and means of more tokens are smaller") {
    ConvergenceSettings settings = convergence_settings({});
    CHECK(settings.published);
    settings.betas = {50, 100};
    settings.crowds = {{100, 12}, {1600, 4}};
    double done = 0;
    const Convergence study = compute_convergence(settings, [&](double part) { done = std::max(done, part); });
    CHECK(done == 1);
    // The next order of the bias is some 5/β of it.
    CHECK(study.biases[0].w1 / study.biases[1].w1 == doctest::Approx(2).epsilon(0.1));
    // Mass of a density.
    double mass = 0;
    for (const double density : study.biases[1].density) mass += density;
    CHECK(mass * (study.biases[1].angle[1] - study.biases[1].angle[0]) == doctest::Approx(1).epsilon(1e-9));
    // 16 times the tokens: a quarter of the noise. W1 scatters by half its mean from seed to seed, so the ratio by
    // 0.5 sqrt(1/12 + 1/4) = 0.29 of itself; three of these.
    const double ratio = study.samplings[0].mean() / study.samplings[1].mean();
    CHECK(std::abs(ratio / 4 - 1) < 3 * 0.29);
    CHECK(study.samplings[0].excess.size() == 1501);
    // Shares of tokens below an angle differ from the limit's by less than 1, and by nothing at both ends.
    CHECK(std::abs(study.samplings[0].excess.back()) < 1e-9);
}
