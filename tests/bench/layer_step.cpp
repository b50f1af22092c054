#include <benchmark/benchmark.h>

#include "coalesce/flow/simulation.hpp"

using namespace coalesce;

namespace {

/// Takes a whole layer step at β = 30 on all threads. Arguments: d and the number of tokens.
template <Solver method>
void layer_step(benchmark::State& state) {
    Scene scene;
    scene.dimension = static_cast<int>(state.range(0));
    scene.tokens.count = state.range(1);
    scene.model = Model::standard(scene.dimension);
    scene.model.beta = 30;
    scene.time.dt = 1e-9;  // small enough to leave the cloud as it is
    scene.solver.method = method;
    Simulation simulation(scene);
    simulation.step_unobserved();  // chooses the mesh
    for (auto _ : state) simulation.step_unobserved();
    state.SetItemsProcessed(state.iterations() * scene.tokens.count);  // tokens
}

}  // namespace

BENCHMARK_TEMPLATE(layer_step, Solver::direct)
    ->ArgsProduct({{2, 3}, {1000, 10'000}})
    ->ArgNames({"d", "tokens"})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_TEMPLATE(layer_step, Solver::mesh)
    ->ArgsProduct({{2, 3}, {10'000, 100'000, 1'000'000}})
    ->ArgNames({"d", "tokens"})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
