#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "command/command.hpp"
#include "command/usage.hpp"
#include "field/direct.hpp"
#include "flow/simulation.hpp"

namespace coalesce::command {

namespace {

struct BenchOptions {
    Common common;
    std::vector<std::int64_t> tokens{1000, 10000, 30000};
    std::vector<double> betas{1, 30, 1000};
    std::vector<int> dimensions{2, 3};
    std::string solver = "direct", precision = "auto", simd;
    bool json = false;
};

struct Timing {
    int dimension;
    std::int64_t tokens;
    double beta;
    SolverReport report;
    double seconds_per_step;
    double pairs_per_second() const {
        return static_cast<double>(tokens) * static_cast<double>(tokens) / seconds_per_step;
    }
};

Solver solver_named(const std::string& name) {
    if (name == "mesh") return Solver::mesh;
    return name == "direct" ? Solver::direct : Solver::automatic;
}

Precision precision_named(const std::string& name) {
    if (name == "float") return Precision::single_;
    return name == "double" ? Precision::double_ : Precision::automatic;
}

const char* name_of(Precision precision) {
    return precision == Precision::single_ ? "float" : "double";
}
const char* name_of(Solver solver) {
    return solver == Solver::mesh ? "mesh" : "direct";
}

/// Median time of a layer step, field included. After a step that warms caches and threads at least five are timed,
/// and more while they take less than a fifth of a second together.
double seconds_per_step(Simulation& simulation) {
    using Clock = std::chrono::steady_clock;
    simulation.step();
    std::vector<double> times;
    for (double total = 0; times.size() < 5 || (total < 0.2 && times.size() < 1000); total += times.back()) {
        const auto start = Clock::now();
        simulation.step();
        times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
    return times[times.size() / 2];
}

Timing measure(const BenchOptions& options, int dimension, std::int64_t tokens, double beta) {
    Scene scene;
    scene.dimension = dimension;
    scene.tokens.count = tokens;
    scene.model = Model::standard(dimension);
    scene.model.beta = beta;
    // Steps too short to change the cloud: every one of them costs the same.
    scene.time.dt = 1e-9;
    scene.solver.method = solver_named(options.solver);
    scene.solver.precision = precision_named(options.precision);
    Simulation simulation(scene);
    const double seconds = seconds_per_step(simulation);
    return {dimension, tokens, beta, simulation.report(), seconds};
}

nlohmann::json to_json(const Timing& timing, int threads) {
    const bool pairwise = timing.report.method == Solver::direct;
    return {{"solver", name_of(timing.report.method)},
            {"dimension", timing.dimension},
            {"tokens", timing.tokens},
            {"beta", timing.beta},
            {"threads", threads},
            {"seconds_per_step", timing.seconds_per_step},
            {"pairs_per_second", pairwise ? nlohmann::json(timing.pairs_per_second()) : nlohmann::json(nullptr)},
            {"field_error", *timing.report.field_error},
            {"precision", name_of(timing.report.precision)},
            {"simd", simd_target()}};
}

void print_row(const Timing& timing) {
    char pairs[32] = "-";
    if (timing.report.method == Solver::direct)
        std::snprintf(pairs, sizeof pairs, "%.2f", 1e-9 * timing.pairs_per_second());
    std::printf("%-8s S^%d %9lld %8g  %-6s %12.4f %14.3g %14s %14.1e\n", name_of(timing.report.method),
                timing.dimension - 1, static_cast<long long>(timing.tokens), timing.beta,
                name_of(timing.report.precision), 1e3 * timing.seconds_per_step,
                1e-6 * static_cast<double>(timing.tokens) / timing.seconds_per_step, pairs, *timing.report.field_error);
    std::fflush(stdout);
}

void run_bench(const BenchOptions& options) {
    options.common.apply();
    restrict_simd(options.simd);
    // The arena knows the cores, the control what --threads left of them.
    const int threads = std::min(oneapi::tbb::this_task_arena::max_concurrency(),
                                 static_cast<int>(oneapi::tbb::global_control::active_value(
                                     oneapi::tbb::global_control::max_allowed_parallelism)));
    nlohmann::json list = nlohmann::json::array();
    ProgressLine progress(options.common.quiet || !options.json);
    if (!options.json)
        std::printf("%d threads, %s\n%-8s %-3s %9s %8s  %-6s %12s %14s %14s %14s\n", threads, simd_target().c_str(),
                    "solver", "on", "tokens", "beta", "field", "ms a step", "10^6 tokens/s", "10^9 pairs/s",
                    "error / |V|");
    const double cases = static_cast<double>(options.dimensions.size() * options.tokens.size() * options.betas.size());
    for (const int dimension : options.dimensions)
        for (const std::int64_t tokens : options.tokens)
            for (const double beta : options.betas) {
                progress.show(static_cast<double>(list.size()) / cases, std::to_string(tokens) + " tokens");
                const Timing timing = measure(options, dimension, tokens, beta);
                list.push_back(to_json(timing, threads));
                if (!options.json) print_row(timing);
            }
    if (options.json) std::printf("%s\n", list.dump(2).c_str());
}

}  // namespace

void add_bench(CLI::App& root) {
    CLI::App* app = root.add_subcommand("bench", "Time the attention field; --json for machines");
    auto options = std::make_shared<BenchOptions>();
    app->add_flag("--json", options->json, "Print a JSON list instead of a table");
    app->add_option("--tokens", options->tokens, "Numbers of tokens, one or several")
        ->type_name("N")
        ->check(in_range(1, 1e8))
        ->capture_default_str();
    app->add_option("--beta", options->betas, "Inverse temperatures, one or several")
        ->type_name("B")
        ->check(in_range(0, 1e300))
        ->capture_default_str();
    app->add_option("--dimension", options->dimensions, "2: circle, 3: sphere; one or both")
        ->type_name("2|3")
        ->check(one_of({"2", "3"}))
        ->capture_default_str();
    app->add_option("--solver", options->solver, "How the field is computed")
        ->type_name("auto|direct|mesh")
        ->check(one_of({"auto", "direct", "mesh"}))
        ->capture_default_str();
    app->add_option("--precision", options->precision, "Precision of the field")
        ->type_name("auto|float|double")
        ->check(one_of({"auto", "float", "double"}))
        ->capture_default_str();
    app->add_option("--simd", options->simd, "Instruction set: AVX3, AVX2, SSE4 … (default: the best here)")
        ->type_name("NAME");
    options->common.add_machine_to(*app);
    app->footer("Example:\n  coalesce bench --tokens 10000 --beta 30 --dimension 3 --json");
    app->callback([options] { run_bench(*options); });
}

}  // namespace coalesce::command
