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

constexpr double most_numbers = 2.5e8;
constexpr double most_tokens = 1e10;  ///< of one measured risk: about three minutes

double numbers_of(const SingleLocation& s) {
    return static_cast<double>(s.n) * static_cast<double>(s.L) * static_cast<double>(s.d);
}

using namespace declare;

void add_data(Table<SingleLocation>& table) {
    SingleLocation& settings = table.document;
    table.add("d", "Dimension d", whole(settings.d).range(4, 1e5).slider(4, 1000).log(),
              "Dimension of a token. The theory of the risk is for d to infinity.");
    table.add("L", "Tokens L", whole(settings.L).range(2, 1e6).slider(2, 1000).log(),
              "Number of tokens of a sample, one of which is informative.");
    table.add("beta", "β", real(settings.beta).range(open(0), 1e3).slider(0.01, 10).log(),
              "Inverse temperature of the attention; scores are β √d <x, u>.");
    table.add("gamma", "γ", real(settings.gamma).range(open(0), open(1)).slider(0.01, 0.99),
              "Spread of the informative token about its mean c √d u*, c = √(1-γ²): near 1 it looks like all others, "
              "near 0 its label hardly varies.");
    table.add("epsilon", "Label noise ε", real(settings.epsilon).range(0, 1e3).slider(0, 1),
              "Standard deviation of the noise on the labels.");
    table.add("link", "Link σ", choice(settings.link),
              "Label as a function of the informative token's part along v*: x, x², max(0, x), or its sign, which has "
              "a risk but no gradient.");
}

void add_descent(Table<SingleLocation>& table) {
    SingleLocation& settings = table.document;
    table.add("n", "Samples n", whole(settings.n).range(1, 1e7).slider(10, 10000).log(),
              "Number of training samples; every step of the descent uses all of them.");
    table.add("step", "Step", real(settings.step).range(open(0), 10).slider(0.0001, 0.1).log(),
              "Length of a step along the gradient of the mean square; in the theory, the time of a step.");
    table.add("iterations", "Iterations", whole(settings.iterations).range(0, 1e6).slider(10, 10000).log(),
              "Number of steps of the descent; 0 only measures the risk at the start.");
    table.add("seed", "Seed", whole(settings.seed).range(0, whole_doubles).slider(0, 100),
              "Seed of the data and the start: the same seed draws the same ones, another seed others.");
    table.add(
        "start", "Start", choice(settings.start),
        "random draws u and v uniformly on the sphere; manifold starts at the μ and ν below, with ζ = η = ρ = 0.");
    table.add("mu", "Start at μ", real(settings.mu).range(-1, 1).slider(-1, 1),
              "<u, u*> at a start on the manifold: how well attention finds the informative token.");
    table.add("nu", "Start at ν", real(settings.nu).range(-1, 1).slider(-1, 1),
              "<v, v*> at a start on the manifold: how well its label is read.");
    table.add("risk_samples", "Test samples", whole(settings.risk_samples).range(2, 1e7).slider(1000, 1e5).log(),
              "Number of fresh samples on which the test risk is measured.");
}

}  // namespace

double SingleLocation::c() const {
    return std::sqrt((1 - gamma) * (1 + gamma));
}

std::span<const BasicParameter<SingleLocation>> single_location_parameters() {
    static const std::vector<BasicParameter<SingleLocation>> all = [] {
        declare::Table<SingleLocation> table;
        add_data(table);
        add_descent(table);
        return table.entries;
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
