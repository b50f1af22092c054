#include "command/bench_measure.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "coalesce/field/solver_report.hpp"
#include "command/bench_memory.hpp"

namespace coalesce::command {

namespace {

/// Smallest cloud whose memory is reported: threads and page tables take about a megabyte.
constexpr std::int64_t least_tokens_for_memory = 100'000;
/// Tokens of the all-pairs step from whose time those of larger clouds are extrapolated.
constexpr std::int64_t probe_tokens = 10'000;

/// Returns four caps, at the corners of a tetrahedron on S^2, at right angles on S^1.
InitialLaw four_clusters(int dimension) {
    const double s = std::sqrt(1.0 / 3);
    const std::vector<Vec3> corners = dimension == 3
                                          ? std::vector<Vec3>{{s, s, s}, {s, -s, -s}, {-s, s, -s}, {-s, -s, s}}
                                          : std::vector<Vec3>{{1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {0, -1, 0}};
    MixtureLaw law;
    for (const Vec3& corner : corners) law.components.push_back({.weight = 1, .mean = corner, .std = 0.1});
    return law;
}

Scene scene_of(const BenchCase& bench_case) {
    Scene scene;
    scene.dimension = bench_case.dimension;
    scene.tokens.count = bench_case.tokens;
    if (bench_case.clustered) scene.tokens.law = four_clusters(bench_case.dimension);
    scene.model = Model::standard(bench_case.dimension);
    scene.model.beta = bench_case.beta;
    // Steps too short to change the cloud cost the same each.
    scene.time.dt = 1e-9;
    scene.solver = bench_case.solver;
    return scene;
}

double timed_step(Simulation& simulation) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    simulation.step_unobserved();
    simulation.wait();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Steps until a step is not notably faster than all before it: caches are warm, threads started, the mesh chosen.
void warm_up(Simulation& simulation) {
    constexpr double notably = 0.8;
    constexpr int most_steps = 20;
    double fastest = timed_step(simulation);
    for (int step = 1; step < most_steps; ++step) {
        const double seconds = timed_step(simulation);
        if (seconds >= notably * fastest) return;
        fastest = seconds;
    }
}

/// Returns the median time of a step, seconds, of at least `least` steps and a fifth of a second, at most ten seconds.
double median_step(Simulation& simulation, std::size_t least) {
    std::vector<double> times;
    const auto enough = [&](double total) {
        if (times.size() < 3) return false;
        return total > 10 || (times.size() >= least && (total > 2 || (times.size() >= 5 && total > 0.2)));
    };
    for (double total = 0; !enough(total); total += times.back()) times.push_back(timed_step(simulation));
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

}  // namespace

double Timing::tokens_per_second() const {
    return static_cast<double>(of.tokens) / seconds_per_step;
}

double Timing::pairs_per_second() const {
    return static_cast<double>(of.tokens) * tokens_per_second();
}

std::optional<double> Timing::bytes_per_token() const {
    if (!peak_memory || of.tokens < least_tokens_for_memory) return {};
    return (static_cast<double>(*peak_memory) - static_cast<double>(report.mesh_bytes)) /
           static_cast<double>(of.tokens);
}

const char* name_of(Precision precision) {
    return precision == Precision::single_ ? "float" : "double";
}
const char* name_of(Solver solver) {
    if (solver == Solver::automatic) return "auto";
    return solver == Solver::mesh ? "mesh" : "direct";
}

Timing measure(const BenchCase& bench_case) {
    Timing timing;
    timing.of = bench_case;
    PeakMemory memory;
    Simulation simulation(scene_of(bench_case));
    memory.restart();  // drawing the cloud has taken more for a moment
    warm_up(simulation);
    // A mesh is timed over mesh_check_interval steps, so that the solver's own error measurement is among them once.
    const bool pairwise = bench_case.solver.method == Solver::direct;
    timing.seconds_per_step = median_step(simulation, pairwise ? 3 : mesh_check_interval);
    timing.peak_memory = memory.growth();
    timing.report = simulation.report();
    timing.field_error = timing.report.field_error;
    timing.error_tokens = timing.report.error_tokens;
    return timing;
}

double expected_direct_seconds(const BenchCase& bench_case) {
    BenchCase probe = bench_case;
    probe.tokens = std::min(bench_case.tokens, probe_tokens);
    probe.solver.method = Solver::direct;
    Simulation simulation(scene_of(probe));
    simulation.step_unobserved();
    const double growth = static_cast<double>(bench_case.tokens) / static_cast<double>(probe.tokens);
    return timed_step(simulation) * growth * growth;
}

}  // namespace coalesce::command
