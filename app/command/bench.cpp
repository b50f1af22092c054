#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "coalesce/field/direct.hpp"
#include "command/bench_measure.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"

namespace coalesce::command {

namespace {

struct BenchOptions {
    Common common;
    std::vector<std::int64_t> tokens{1000, 10'000, 100'000, 1'000'000, 10'000'000};
    std::vector<double> betas{1, 30, 1000};
    std::vector<int> dimensions{2, 3};
    std::vector<std::string> solvers;  ///< empty: direct and mesh, except direct sums that take too long
    std::string law = "uniform", precision = "auto", simd;
    double tolerance = SolverSpec().tolerance;
    bool json = false;
};

/// Longest direct step, seconds; longer ones are omitted unless --solver asks for them.
constexpr double longest_direct_step = 3;

Solver solver_named(const std::string& name) {
    if (name == "mesh") return Solver::mesh;
    return name == "direct" ? Solver::direct : Solver::automatic;
}

Precision precision_named(const std::string& name) {
    if (name == "float") return Precision::single_;
    return name == "double" ? Precision::double_ : Precision::automatic;
}

std::vector<BenchCase> cases_of(const BenchOptions& options) {
    std::vector<std::string> solvers = options.solvers;
    if (solvers.empty()) solvers = {"direct", "mesh"};
    std::vector<BenchCase> cases;
    for (const std::string& solver : solvers)
        for (const int dimension : options.dimensions)
            for (const std::int64_t tokens : options.tokens)
                for (const double beta : options.betas)
                    cases.push_back({.dimension = dimension,
                                     .tokens = tokens,
                                     .beta = beta,
                                     .clustered = options.law == "clusters",
                                     .solver = {.method = solver_named(solver),
                                                .tolerance = options.tolerance,
                                                .precision = precision_named(options.precision)}});
    return cases;
}

template <class T>
nlohmann::json or_null(const std::optional<T>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json to_json(const Timing& timing, int threads) {
    return {{"solver", name_of(timing.report.method)},
            {"asked", name_of(timing.of.solver.method)},
            {"dimension", timing.of.dimension},
            {"tokens", timing.of.tokens},
            {"beta", timing.of.beta},
            {"law", timing.of.clustered ? "clusters" : "uniform"},
            {"tolerance", timing.of.solver.tolerance},
            {"threads", threads},
            {"seconds_per_step", timing.seconds_per_step},
            {"tokens_per_second", timing.tokens_per_second()},
            {"pairs_per_second", timing.pairwise() ? nlohmann::json(timing.pairs_per_second()) : nullptr},
            {"field_error", or_null(timing.field_error)},
            {"field_error_samples", timing.error_tokens},
            {"memory_bytes", or_null(timing.peak_memory)},
            {"mesh_bytes", timing.report.mesh_bytes},
            {"bytes_per_token", or_null(timing.bytes_per_token())},
            {"precision", name_of(timing.report.precision)},
            {"simd", simd_target()}};
}

void print_heading(const BenchOptions& options, int threads) {
    std::printf(
        "%d threads, %s, %s tokens, tolerance %g; medians\n%-8s %-3s %9s %6s  %-6s %10s %13s %12s %11s %9s %8s %7s\n",
        threads, simd_target().c_str(), options.law.c_str(), options.tolerance, "solver", "on", "tokens", "beta",
        "field", "ms a step", "10^6 tokens/s", "10^9 pairs/s", "error", "MB", "mesh MB", "B/token");
}

void print_case(const BenchCase& bench_case, const char* solver) {
    std::printf("%-8s S^%d %9lld %6g  ", solver, bench_case.dimension - 1, static_cast<long long>(bench_case.tokens),
                bench_case.beta);
}

void print_row(const Timing& timing) {
    char pairs[32] = "-", megabytes[32] = "-", mesh[32] = "-", bytes[32] = "-";
    if (timing.pairwise()) std::snprintf(pairs, sizeof pairs, "%.2f", 1e-9 * timing.pairs_per_second());
    if (const auto memory = timing.bytes_per_token()) {
        std::snprintf(megabytes, sizeof megabytes, "%.1f", 1e-6 * static_cast<double>(*timing.peak_memory));
        std::snprintf(bytes, sizeof bytes, "%.1f", *memory);
    }
    if (!timing.pairwise())
        std::snprintf(mesh, sizeof mesh, "%.1f", 1e-6 * static_cast<double>(timing.report.mesh_bytes));
    print_case(timing.of, name_of(timing.report.method));
    std::printf("%-6s %10.4g %13.3g %12s %11.1e %9s %8s %7s\n", name_of(timing.report.precision),
                1e3 * timing.seconds_per_step, 1e-6 * timing.tokens_per_second(), pairs, timing.field_error.value_or(0),
                megabytes, mesh, bytes);
    std::fflush(stdout);
}

void print_left_out(const BenchCase& bench_case, const std::string& why) {
    print_case(bench_case, name_of(bench_case.solver.method));
    std::printf("%-6s %10s  %s\n", "-", "-", why.c_str());
    std::fflush(stdout);
}

/// Returns the number of threads in use: the arena's cores, limited by --threads.
int thread_count() {
    return std::min(oneapi::tbb::this_task_arena::max_concurrency(),
                    static_cast<int>(oneapi::tbb::global_control::active_value(
                        oneapi::tbb::global_control::max_allowed_parallelism)));
}

/// Times a case, or says why it is omitted. Unless --solver chose it, a direct sum is omitted if it takes too long, and
/// a mesh if the solver has taken the direct sum instead, which has a line of its own.
std::optional<Timing> measure_or_tell(const BenchCase& bench_case, const BenchOptions& options) {
    const bool chosen = !options.solvers.empty();
    const auto leave_out = [&](const std::string& why) {
        if (!options.json) print_left_out(bench_case, why);
        return std::nullopt;
    };
    if (!chosen && bench_case.solver.method == Solver::direct) {
        const double expected = expected_direct_seconds(bench_case);
        char why[64];
        std::snprintf(why, sizeof why, "not measured: about %.0f s a step", expected);
        if (expected > longest_direct_step) return leave_out(why);
    }
    const Timing timing = measure(bench_case);
    if (!chosen && bench_case.solver.method == Solver::mesh && timing.pairwise())
        return leave_out("no mesh is cheaper than the direct sum");
    if (!options.json) print_row(timing);
    return timing;
}

void run_bench(const BenchOptions& options) {
    options.common.apply();
    restrict_simd(options.simd);
    const std::vector<BenchCase> cases = cases_of(options);
    const int threads = thread_count();
    nlohmann::json list = nlohmann::json::array();
    ProgressLine progress(options.common.quiet || !options.json);
    if (!options.json) print_heading(options, threads);
    for (std::size_t k = 0; k < cases.size(); ++k) {
        progress.show(static_cast<double>(k) / static_cast<double>(cases.size()),
                      std::to_string(cases[k].tokens) + " tokens");
        if (const auto timing = measure_or_tell(cases[k], options)) list.push_back(to_json(*timing, threads));
    }
    if (options.json) std::printf("%s\n", list.dump(2).c_str());
}

}  // namespace

void add_bench(Command root) {
    Command command = root.add_subcommand(
        "bench", "Time layer steps by direct sums and by the mesh, with the error of the field and the memory");
    auto options = std::make_shared<BenchOptions>();
    command.add_flag("--json", options->json, "Print a JSON list instead of a table");
    command.add_option("--tokens", options->tokens, "Numbers of tokens, one or several")
        .type_name("N")
        .transform(whole())
        .check(in_range(1, 1e8))
        .capture_default_str();
    command.add_option("--beta", options->betas, "Inverse temperatures, one or several")
        .type_name("B")
        .check(in_range(0, 1e300))
        .capture_default_str();
    command.add_option("--dimension", options->dimensions, "Dimensions: 2 is the circle, 3 the sphere; one or both")
        .type_name("2|3")
        .check(one_of({"2", "3"}))
        .capture_default_str();
    command
        .add_option("--solver", options->solvers,
                    "Solvers of the field, one or several (default: mesh, and direct where a step takes at most 3 s)")
        .type_name("auto|direct|mesh")
        .check(one_of({"auto", "direct", "mesh"}));
    command
        .add_option("--tolerance", options->tolerance,
                    "Largest error of a velocity that the mesh may have, in units of the norm of V")
        .type_name("E")
        .check(in_range(1e-12, 1))
        .capture_default_str();
    command
        .add_option("--law", options->law,
                    "Law of the tokens: uniform, or clusters in four caps of standard deviation 0.1 rad")
        .type_name("uniform|clusters")
        .check(one_of({"uniform", "clusters"}))
        .capture_default_str();
    command.add_option("--precision", options->precision, "Precision of the field")
        .type_name("auto|float|double")
        .check(one_of({"auto", "float", "double"}))
        .capture_default_str();
    command
        .add_option("--simd", options->simd, "Instruction set: AVX3, AVX2, SSE4 … (default: the best of this machine)")
        .type_name("NAME");
    options->common.add_machine_to(command);
    command.footer("Example:\n  coalesce bench --tokens 10000 --beta 30 --dimension 3 --json");
    command.callback([options] { run_bench(*options); });
}

}  // namespace coalesce::command
