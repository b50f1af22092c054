#include <benchmark/benchmark.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "coalesce/model/law.hpp"
#include "field/mesh_grid.hpp"
#include "field/mesh_kernel.hpp"

using namespace coalesce;

namespace {

constexpr std::size_t count = 100'000;
/// Tokens a pass, as in MeshField.
constexpr std::size_t block = 1024;

/// Tokens on a mesh as fine as β = 30 needs, in the order drawn or sorted by cell; one thread.
struct Problem {
    MeshGrid grid;
    Cloud cloud;
    std::vector<std::int32_t> cell, first_node;
    std::vector<kernel::Place> u, v;
    std::vector<double> cells, nodes, out;

    Problem(int dimension, int p, bool sorted)
        : grid{dimension, dimension == 3 ? 32 : 128, p},
          cloud(draw(UniformLaw{}, dimension, count, 1)),
          cell(count),
          first_node(grid.cells()),
          u(count),
          v(count),
          cells(grid.cells() * kernel::cell_doubles(dimension, p)),
          nodes(4 * grid.nodes(), 1.0),
          out(4 * count) {
        for (std::size_t c = 0; c < grid.cells(); ++c) first_node[c] = static_cast<std::int32_t>(grid.first_node(c));
        locate();
        if (sorted) sort();
    }

    kernel::MeshPlaces places() { return {cell.data(), u.data(), v.data()}; }

    template <class Body>
    static void for_each_block(const Body& body) {
        for (std::size_t from = 0; from < count; from += block) body(from, std::min(from + block, count));
    }

    void locate() {
        const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(),
                                 grid.dimension == 3 ? cloud.axis(2).data() : nullptr};
        for_each_block([&](std::size_t from, std::size_t to) {
            kernel::locate_tokens(axis, grid.dimension, grid.n, from, to, places());
        });
    }

    void deposit() {
        for_each_block([&](std::size_t from, std::size_t to) {
            kernel::deposit_tokens(places(), nullptr, grid.dimension, grid.p, from, to, cells.data());
        });
    }

    void read() {
        double* planes[4] = {out.data(), out.data() + count, out.data() + 2 * count, out.data() + 3 * count};
        for_each_block([&](std::size_t from, std::size_t to) {
            kernel::read_tokens(places(), nodes.data(), first_node.data(), grid.side(), grid.dimension, grid.p, from,
                                to, planes);
        });
    }

  private:
    void sort() {
        std::vector<std::size_t> order(count);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return cell[a] < cell[b]; });
        Cloud sorted(grid.dimension, count);
        for (std::size_t i = 0; i < count; ++i) sorted.set_token(i, cloud.token(order[i]));
        cloud = sorted;
        locate();
    }
};

template <class Pass>
void run(benchmark::State& state, const Pass& pass) {
    Problem problem(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)), state.range(2) != 0);
    for (auto _ : state) {
        pass(problem);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));  // tokens
}

void locate(benchmark::State& state) {
    run(state, [](Problem& problem) { problem.locate(); });
}
void deposit(benchmark::State& state) {
    run(state, [](Problem& problem) { problem.deposit(); });
}
void read(benchmark::State& state) {
    run(state, [](Problem& problem) { problem.read(); });
}

}  // namespace

BENCHMARK(locate)->ArgsProduct({{2, 3}, {6}, {0, 1}})->ArgNames({"d", "order", "sorted"});
BENCHMARK(deposit)->ArgsProduct({{2, 3}, {6, 8, 10}, {0, 1}})->ArgNames({"d", "order", "sorted"});
BENCHMARK(read)->ArgsProduct({{2, 3}, {6, 8, 10}, {0, 1}})->ArgNames({"d", "order", "sorted"});
