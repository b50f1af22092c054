#include "coalesce/model/error.hpp"
#include "coalesce/studies/infinite_width.hpp"
#include "model/declare.hpp"

namespace coalesce {

template <>
constexpr std::array<std::string_view, 2> words<Activation>{"clip", "relu"};
template <>
constexpr std::array<std::string_view, 2> words<ScoreScaling>{"sqrt", "linear"};
template <>
constexpr std::array<std::string_view, 3> words<GramLaw>{"auto", "columns", "matched"};

namespace {

/// Bounds of the time of a sample: tokens draw n² numbers each and heads 3 n n_H; a sample has heads·s² weights.
constexpr std::int64_t widest_matrices = 256, most_work = 1'000'000;
constexpr double whole_doubles = 9007199254740992;  // 2^53

template <class Access>
BasicParameter<InfiniteWidth> declare(ParameterSpec spec, Access access) {
    return declare_parameter<InfiniteWidth>(std::move(spec), access);
}

void add_layer(std::vector<BasicParameter<InfiniteWidth>>& all) {
    all.push_back(declare(
        {.key = "n",
         .label = "Width n",
         .minimum = 1,
         .maximum = 1e6,
         .slider_from = 1,
         .slider_to = 1e6,
         .logarithmic = true,
         .help = "Width of the layer: the number of coordinates of a token."},
        [](auto& w) -> auto& { return w.n; }));
    all.push_back(declare(
        {.key = "s",
         .label = "Tokens s",
         .minimum = 1,
         .maximum = 64,
         .slider_from = 1,
         .slider_to = 16,
         .help = "Number of tokens in the context."},
        [](auto& w) -> auto& { return w.s; }));
    all.push_back(declare(
        {.key = "heads",
         .label = "Heads H",
         .minimum = 1,
         .maximum = 4096,
         .slider_from = 1,
         .slider_to = 256,
         .logarithmic = true,
         .help = "Number of heads; their outputs are added and divided by √H."},
        [](auto& w) -> auto& { return w.heads; }));
    all.push_back(declare(
        {.key = "activation",
         .label = "Activation",
         .help = "Function applied to the tokens before the layer: clip to ±100, which leaves them "
                 "unchanged, or relu, which sets negative coordinates to 0 and so makes tokens alike."},
        [](auto& w) -> auto& { return w.activation; }));
    all.push_back(declare(
        {.key = "scaling",
         .label = "Scaling",
         .help = "Divisor of the scores: sqrt, the root of the head's width, keeps them random; "
                 "linear, the width itself, makes them vanish."},
        [](auto& w) -> auto& { return w.scaling; }));
    all.push_back(declare(
        {.key = "head_width",
         .label = "Head width",
         .minimum = 0,
         .maximum = 1e6,
         .slider_from = 0,
         .slider_to = 256,
         .zero = "automatic",
         .help = "Number of columns of queries, keys and values of a head (low rank); 0 means n. In "
                 "the limit it grows with n."},
        [](auto& w) -> auto& { return w.head_width; }));
}

void add_sampling(std::vector<BasicParameter<InfiniteWidth>>& all) {
    all.push_back(declare(
        {.key = "samples",
         .label = "Samples",
         .minimum = 2,
         .maximum = 1e7,
         .slider_from = 1000,
         .slider_to = 1e6,
         .logarithmic = true,
         .help = "Number of random layers, each of which gives one output."},
        [](auto& w) -> auto& { return w.samples; }));
    all.push_back(declare(
        {.key = "seed",
         .label = "Seed",
         .minimum = 0,
         .maximum = whole_doubles,
         .slider_from = 0,
         .slider_to = 100,
         .help = "Seed of the layers: the same seed draws the same layers, another seed others."},
        [](auto& w) -> auto& { return w.seed; }));
    all.push_back(declare(
        {.key = "matrices",
         .label = "Build matrices",
         .help = "Draws every entry of every weight matrix, up to n = 256, instead of the output by "
                 "the law that the matrices give it."},
        [](auto& w) -> auto& { return w.matrices; }));
    all.push_back(declare(
        {.key = "gram",
         .label = "ReLU Gram matrix",
         .help = "Method that draws the inner products of ReLU tokens: columns is exact and takes time "
                 "proportional to n, matched agrees in the first three cumulants; auto takes columns up to n = 256."},
        [](auto& w) -> auto& { return w.gram; }));
}

}  // namespace

std::span<const BasicParameter<InfiniteWidth>> infinite_width_parameters() {
    static const std::vector<BasicParameter<InfiniteWidth>> all = [] {
        std::vector<BasicParameter<InfiniteWidth>> table;
        add_layer(table);
        add_sampling(table);
        return table;
    }();
    return all;
}

void check(const InfiniteWidth& settings) {
    const std::int64_t work = settings.heads * settings.s * settings.s;
    if (work > most_work)
        throw InputError("heads, s: found heads·s² = " + std::to_string(work) + ", expected at most " +
                         std::to_string(most_work));
    if (settings.head_width > settings.n)
        throw InputError("head_width: found " + std::to_string(settings.head_width) +
                         ", expected at most n = " + std::to_string(settings.n));
    if (settings.matrices && settings.n > widest_matrices)
        throw InputError("matrices: found n = " + std::to_string(settings.n) + ", expected at most " +
                         std::to_string(widest_matrices) + " where matrices are built");
}

}  // namespace coalesce
