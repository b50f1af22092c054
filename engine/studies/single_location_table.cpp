#include <cmath>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/single_location.hpp"
#include "model/declare.hpp"

namespace coalesce {

template <>
constexpr std::array<std::string_view, 4> words<Link>{"linear", "quadratic", "relu", "sign"};
template <>
constexpr std::array<std::string_view, 2> words<LocationStart>{"random", "manifold"};

namespace {

constexpr double whole_doubles = 9007199254740992;  // 2^53
constexpr double most_numbers = 2.5e8;
constexpr double most_tokens = 1e10;  ///< of one measured risk: about three minutes

double numbers_of(const SingleLocation& s) {
    return static_cast<double>(s.n) * static_cast<double>(s.L) * static_cast<double>(s.d);
}

template <class Access>
BasicParameter<SingleLocation> declare(ParameterSpec spec, Access access) {
    return declare_parameter<SingleLocation>(std::move(spec), access);
}

void add_data(std::vector<BasicParameter<SingleLocation>>& all) {
    all.push_back(declare(
        {.key = "d",
         .label = "Dimension d",
         .minimum = 4,
         .maximum = 1e5,
         .slider_from = 4,
         .slider_to = 1000,
         .logarithmic = true,
         .help = "Dimension of a token. The theory of the risk is for d to infinity."},
        [](auto& s) -> auto& { return s.d; }));
    all.push_back(declare(
        {.key = "L",
         .label = "Tokens L",
         .minimum = 2,
         .maximum = 1e6,
         .slider_from = 2,
         .slider_to = 1000,
         .logarithmic = true,
         .help = "Number of tokens of a sample, one of which is informative."},
        [](auto& s) -> auto& { return s.L; }));
    all.push_back(declare(
        {.key = "beta",
         .label = "β",
         .minimum = 0,
         .maximum = 1e3,
         .open_minimum = true,
         .slider_from = 0.01,
         .slider_to = 10,
         .logarithmic = true,
         .help = "Inverse temperature of the attention; scores are β √d <x, u>."},
        [](auto& s) -> auto& { return s.beta; }));
    all.push_back(declare(
        {.key = "gamma",
         .label = "γ",
         .minimum = 0,
         .maximum = 1,
         .open_minimum = true,
         .open_maximum = true,
         .slider_from = 0.01,
         .slider_to = 0.99,
         .help =
             "Spread of the informative token about its mean c √d u*, c = √(1-γ²): near 1 it looks like all others, "
             "near 0 its label hardly varies."},
        [](auto& s) -> auto& { return s.gamma; }));
    all.push_back(declare(
        {.key = "epsilon",
         .label = "Label noise ε",
         .minimum = 0,
         .maximum = 1e3,
         .slider_from = 0,
         .slider_to = 1,
         .help = "Standard deviation of the noise on the labels."},
        [](auto& s) -> auto& { return s.epsilon; }));
    all.push_back(declare(
        {.key = "link",
         .label = "Link σ",
         .help =
             "Label as a function of the informative token's part along v*: x, x², max(0, x), or its sign, which has "
             "a risk but no gradient."},
        [](auto& s) -> auto& { return s.link; }));
}

void add_descent(std::vector<BasicParameter<SingleLocation>>& all) {
    all.push_back(declare(
        {.key = "n",
         .label = "Samples n",
         .minimum = 1,
         .maximum = 1e7,
         .slider_from = 10,
         .slider_to = 10000,
         .logarithmic = true,
         .help = "Number of training samples; every step of the descent uses all of them."},
        [](auto& s) -> auto& { return s.n; }));
    all.push_back(declare(
        {.key = "step",
         .label = "Step",
         .minimum = 0,
         .maximum = 10,
         .open_minimum = true,
         .slider_from = 0.0001,
         .slider_to = 0.1,
         .logarithmic = true,
         .help = "Length of a step along the gradient of the mean square; in the theory, the time of a step."},
        [](auto& s) -> auto& { return s.step; }));
    all.push_back(declare(
        {.key = "iterations",
         .label = "Iterations",
         .minimum = 0,
         .maximum = 1e6,
         .slider_from = 10,
         .slider_to = 10000,
         .logarithmic = true,
         .help = "Number of steps of the descent; 0 only measures the risk at the start."},
        [](auto& s) -> auto& { return s.iterations; }));
    all.push_back(declare(
        {.key = "seed",
         .label = "Seed",
         .minimum = 0,
         .maximum = whole_doubles,
         .slider_from = 0,
         .slider_to = 100,
         .help = "Seed of the data and the start: the same seed draws the same ones, another seed others."},
        [](auto& s) -> auto& { return s.seed; }));
    all.push_back(declare(
        {.key = "start",
         .label = "Start",
         .help =
             "random draws u and v uniformly on the sphere; manifold starts at the μ and ν below, with ζ = η = ρ = 0."},
        [](auto& s) -> auto& { return s.start; }));
    all.push_back(declare(
        {.key = "mu",
         .label = "Start at μ",
         .minimum = -1,
         .maximum = 1,
         .slider_from = -1,
         .slider_to = 1,
         .help = "<u, u*> at a start on the manifold: how well attention finds the informative token."},
        [](auto& s) -> auto& { return s.mu; }));
    all.push_back(declare(
        {.key = "nu",
         .label = "Start at ν",
         .minimum = -1,
         .maximum = 1,
         .slider_from = -1,
         .slider_to = 1,
         .help = "<v, v*> at a start on the manifold: how well its label is read."},
        [](auto& s) -> auto& { return s.nu; }));
    all.push_back(declare(
        {.key = "risk_samples",
         .label = "Test samples",
         .minimum = 2,
         .maximum = 1e7,
         .slider_from = 1000,
         .slider_to = 1e5,
         .logarithmic = true,
         .help = "Number of fresh samples on which the test risk is measured."},
        [](auto& s) -> auto& { return s.risk_samples; }));
}

}  // namespace

double SingleLocation::c() const {
    return std::sqrt((1 - gamma) * (1 + gamma));
}

std::span<const BasicParameter<SingleLocation>> single_location_parameters() {
    static const std::vector<BasicParameter<SingleLocation>> all = [] {
        std::vector<BasicParameter<SingleLocation>> table;
        add_data(table);
        add_descent(table);
        return table;
    }();
    return all;
}

bool can_train(const SingleLocation& settings) {
    return trainable(settings.link) && numbers_of(settings) <= most_numbers;
}

void check(const SingleLocation& settings) {
    const double tokens = static_cast<double>(settings.risk_samples) * static_cast<double>(settings.L);
    if (tokens > most_tokens)
        throw InputError("risk_samples, L: found risk_samples·L = " + decimal_text(tokens) + ", expected at most " +
                         decimal_text(most_tokens) + " to measure a risk on");
    const double numbers = numbers_of(settings);
    if (settings.iterations > 0 && numbers > most_numbers)
        throw InputError("n, L, d: found n·L·d = " + decimal_text(numbers) + ", expected at most " +
                         decimal_text(most_numbers) + " to train on");
    if (settings.iterations > 0 && !trainable(settings.link))
        throw InputError("link: found sign with iterations = " + std::to_string(settings.iterations) +
                         ", expected linear, quadratic or relu (the gradient of sign is zero), or iterations = 0");
}

}  // namespace coalesce
