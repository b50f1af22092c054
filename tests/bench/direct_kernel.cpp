#include <benchmark/benchmark.h>

#include <vector>

#include "coalesce/model/law.hpp"
#include "field/direct_kernel.hpp"

using namespace coalesce;

namespace {

/// Sources that fit the first-level cache, where a tile of targets finds most of them.
constexpr std::size_t sources = 1024;

/// Sums one tile of targets over `sources` tokens at β = 30. Arguments: index among supported_targets(), d, and 1 for a
/// scale per target (as at large β).
template <class Real>
void sum_tile(benchmark::State& state) {
    const std::int64_t target = kernel::supported_targets()[static_cast<std::size_t>(state.range(0))];
    const auto d = static_cast<std::size_t>(state.range(1));
    const Cloud cloud = draw(UniformLaw{}, static_cast<int>(d), sources, 1);
    constexpr std::size_t rows = kernel::tile_size;
    constexpr double beta_log2 = 30 * 1.4426950408889634;
    std::vector<Real> points(sources * d), query(rows * d), shift(rows);
    std::vector<double> result(rows * (d + 1));
    kernel::PairSums<Real> sums;
    sums.dimension = static_cast<int>(d);
    sums.count = sources;
    sums.targets = rows;
    sums.shifted = state.range(2) != 0;
    sums.sources = points.data();
    sums.shift = shift.data();
    sums.total = result.data();
    for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t j = 0; j < sources; ++j) points[j * d + k] = static_cast<Real>(cloud.token(j)[k]);
        for (std::size_t i = 0; i < rows; ++i) query[k * rows + i] = static_cast<Real>(beta_log2 * cloud.token(i)[k]);
        sums.query[k] = query.data() + k * rows;
        sums.moment[k] = result.data() + (k + 1) * rows;
    }
    kernel::restrict_targets(target);
    for (auto _ : state) {
        kernel::sum_tile(sums, 0);
        benchmark::ClobberMemory();
    }
    kernel::restrict_targets(0);
    state.SetLabel(kernel::target_name(target));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows * sources));  // pairs
}

void every_target(benchmark::internal::Benchmark* bench) {
    const auto targets = static_cast<std::int64_t>(kernel::supported_targets().size());
    for (std::int64_t target = 0; target < targets; ++target)
        for (const std::int64_t d : {2, 3})
            for (const std::int64_t shifted : {0, 1}) bench->Args({target, d, shifted});
    bench->ArgNames({"target", "d", "shifted"});
}

}  // namespace

BENCHMARK_TEMPLATE(sum_tile, float)->Apply(every_target);
BENCHMARK_TEMPLATE(sum_tile, double)->Apply(every_target);
