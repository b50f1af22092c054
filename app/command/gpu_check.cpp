#include "command/gpu_check.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/field/field.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "command/bench_measure.hpp"
#include "command/command.hpp"
#include "view/gl_context.hpp"

#ifdef COALESCE_HAS_CUDA
#include "coalesce/cuda/cuda_factory.hpp"
#endif

namespace coalesce::command {

namespace {

/// Lets simulations created during its lifetime use this device.
class UsedFactory {
  public:
    explicit UsedFactory(DeviceFactory factory) { set_device_factory(std::move(factory)); }
    ~UsedFactory() { set_device_factory({}); }
    UsedFactory(const UsedFactory&) = delete;
    UsedFactory& operator=(const UsedFactory&) = delete;
};

double seconds_of(Simulation& simulation, int steps) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    for (int step = 0; step < steps; ++step) simulation.step_unobserved();
    simulation.measure();  // waits for the device's queue
    return std::chrono::duration<double>(Clock::now() - start).count() / steps;
}

double largest_deviation(const Vectors& a, const Vectors& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.count; ++i) {
        const double here = norm(add(a.at(i), scaled(b.at(i), -1)));
        if (!(here <= largest)) largest = here;  // takes a NaN as well
    }
    return largest;
}

}  // namespace

bool DeviceComparison::pass() const {
    return velocity <= velocity_allowed && energy <= most_energy_deviation && drift <= most_drift;
}

std::vector<std::string> comparable_scenes() {
    std::vector<std::string> names;
    for (const ShippedScene& shipped : shipped_scenes()) {
        const Scene scene = load_scene(shipped.name).scene;
        if (scene.time.method != Method::adaptive && !scene.model.causal) names.emplace_back(shipped.name);
    }
    return names;
}

DeviceComparison compare_with_device(const std::string& name, const DeviceFactory& factory, std::size_t tokens,
                                     int steps) {
    Scene scene = load_scene(name).scene;
    scene.tokens.count = std::min(scene.tokens.count, static_cast<std::int64_t>(tokens));
    scene.solver.method = Solver::direct;
    Simulation here(scene);
    const UsedFactory used(factory);
    Simulation there(scene);
    if (!there.on_device())
        throw RunError(name + ": the tokens are not on the device: " +
                       there.report(Simulation::ErrorSearch::quick).backend_reason);
    DeviceComparison result;
    result.scene = name;
    result.tokens = here.cloud().size();
    const double unit = spectral_norm(scene.model.V);
    result.velocity = largest_deviation(here.velocity(), there.velocity()) / (unit > 0 ? unit : 1);
    const bool exact = here.report(Simulation::ErrorSearch::quick).precision == Precision::double_;
    result.velocity_allowed = 2 * (exact ? 5e-15 : 5e-7) * (1 + scene.model.beta * score_bound(scene.model));
    result.seconds_cpu = seconds_of(here, steps);
    result.seconds_device = seconds_of(there, steps);
    const double energy = here.measure().energy;
    result.energy = std::abs(there.measure().energy - energy) / std::max(std::abs(energy), 1e-300);
    result.drift = there.measure().drift;
    return result;
}

namespace {

#ifdef COALESCE_HAS_CUDA

/// Compares all comparable scenes on the device and on the CPU.
/// @return  number of scenes that differ
int check_scenes() {
    std::printf("\n%-16s %8s %12s %12s %12s %10s %12s %12s\n", "scene", "tokens", "velocity", "allowed", "energy",
                "drift", "GPU ms/step", "CPU ms/step");
    int failed = 0;
    for (const std::string& scene : comparable_scenes()) {
        const DeviceComparison result = compare_with_device(scene, cuda_factory(), 20000, 50);
        std::printf("%-16s %8zu %12.2e %12.2e %12.2e %10.1e %12.3f %12.3f %s\n", scene.c_str(), result.tokens,
                    result.velocity, result.velocity_allowed, result.energy, result.drift, 1e3 * result.seconds_device,
                    1e3 * result.seconds_cpu, result.pass() ? "" : " FAILED");
        failed += result.pass() ? 0 : 1;
    }
    return failed;
}

/// Times direct sums, beside the bound stated in direct.cu, and the mesh up to 10^7 tokens.
void time_steps() {
    const UsedFactory used(cuda_factory());
    std::printf("\n%-8s %10s %10s %12s %14s %12s\n", "solver", "tokens", "precision", "ms/step", "pairs/s", "error");
    for (const auto& [solver, tokens] : {std::pair{Solver::direct, 100'000},
                                         {Solver::direct, 1'000'000},
                                         {Solver::mesh, 1'000'000},
                                         {Solver::mesh, 10'000'000}}) {
        BenchCase bench;
        bench.tokens = tokens;
        bench.solver.method = solver;
        const Timing timing = measure(bench);
        std::printf("%-8s %10lld %10s %12.3f ", name_of(timing.report.method), static_cast<long long>(tokens),
                    name_of(timing.report.precision), 1e3 * timing.seconds_per_step);
        timing.pairwise() ? std::printf("%14.3e ", timing.pairs_per_second()) : std::printf("%14s ", "-");
        std::printf("%12.1e\n", timing.field_error.value_or(0));
    }
}

/// @return  true if pictures from the device's memory equal those from copies
bool check_drawing() {
    const UsedFactory used(cuda_factory());
    const HeadlessContext context(true);
    const DrawingDevice device = take_drawing_device();
    std::printf("\nOpenGL: %s\n", context.description().c_str());
    if (!device.runtime) {
        std::printf("drawing without copies: no, OpenGL does not draw on a CUDA device (%s)\n", device.why_not.c_str());
        return false;
    }
    const DrawingComparison result = compare_drawing(device, 20000);
    std::printf("drawing without copies: %s, pictures differ by %.1e %s\n",
                result.shared ? "yes" : ("no: " + result.why_not).c_str(), result.difference,
                result.pass() ? "" : " FAILED");
    for (const auto& [style, name] : {std::pair{TokenStyle::points, "points"}, {TokenStyle::density, "density"}}) {
        const FrameTiming timing = time_frames(device, 1'000'000, style, 1920, 1080, 60);
        std::printf("a million tokens as %s at 1920x1080, one step a frame: %.2f ms a frame, %s\n", name,
                    1e3 * timing.seconds, timing.shared ? "not copied" : "copied");
    }
    return result.pass();
}

void check_gpu() {
    std::string why_not;
    const std::string devices = cuda_devices(why_not);
    if (devices.empty()) throw RunError("gpu-check: " + why_not);
    std::printf("devices: %s\n", devices.c_str());
    const int failed = check_scenes();
    time_steps();
    const bool drawn = check_drawing();
    if (failed > 0) throw RunError("gpu-check: " + std::to_string(failed) + " scenes differ from the CPU");
    if (!drawn)
        throw RunError("gpu-check: pictures were not drawn from the device's memory, or differ from those of copies");
}
#else
void check_gpu() {
    throw RunError("gpu-check: this build has no CUDA engine");
}
#endif

}  // namespace

void add_gpu_check(Command root) {
    Command command =
        root.add_subcommand("gpu-check", "Compare the CUDA device with the CPU, or say why there is no device");
    command.footer("Example:\n  coalesce gpu-check");
    command.callback(check_gpu);
}

}  // namespace coalesce::command
