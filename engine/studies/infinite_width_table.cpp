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

using namespace declare;

void add_layer(Table<InfiniteWidth>& table) {
    InfiniteWidth& settings = table.document;
    table.add("n", "Width n", whole(settings.n).range(1, 1e6).slider(1, 1e6).log(),
              "Width of the layer: the number of coordinates of a token.");
    table.add("s", "Tokens s", whole(settings.s).range(1, 64).slider(1, 16), "Number of tokens in the context.");
    table.add("heads", "Heads H", whole(settings.heads).range(1, 4096).slider(1, 256).log(),
              "Number of heads; their outputs are added and divided by √H.");
    table.add("activation", "Activation", choice(settings.activation),
              "Function applied to the tokens before the layer: clip to ±100, which leaves them unchanged, or relu, "
              "which sets negative coordinates to 0 and so makes tokens alike.");
    table.add("scaling", "Scaling", choice(settings.scaling),
              "Divisor of the scores: sqrt, the root of the head's width, keeps them random; linear, the width itself, "
              "makes them vanish.");
    table.add(
        "head_width", "Head width", whole(settings.head_width).range(0, 1e6).slider(0, 256).zero("automatic"),
        "Number of columns of queries, keys and values of a head (low rank); 0 means n. In the limit it grows with n.");
}

void add_sampling(Table<InfiniteWidth>& table) {
    InfiniteWidth& settings = table.document;
    table.add("samples", "Samples", whole(settings.samples).range(2, 1e7).slider(1000, 1e6).log(),
              "Number of random layers, each of which gives one output.");
    table.add("seed", "Seed", whole(settings.seed).range(0, whole_doubles).slider(0, 100),
              "Seed of the layers: the same seed draws the same layers, another seed others.");
    table.add("matrices", "Build matrices", flag(settings.matrices),
              "Draws every entry of every weight matrix, up to n = 256, instead of the output by the law that the "
              "matrices give it.");
    table.add("gram", "ReLU Gram matrix", choice(settings.gram),
              "Method that draws the inner products of ReLU tokens: columns is exact and takes time proportional to n, "
              "matched agrees in the first three cumulants; auto takes columns up to n = 256.");
}

}  // namespace

std::span<const BasicParameter<InfiniteWidth>> infinite_width_parameters() {
    static const std::vector<BasicParameter<InfiniteWidth>> all = [] {
        declare::Table<InfiniteWidth> table;
        add_layer(table);
        add_sampling(table);
        return table.entries;
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
