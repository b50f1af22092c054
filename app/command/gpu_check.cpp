#include "command/gpu_check.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "command/command.hpp"
#include "field/field.hpp"
#include "flow/simulation.hpp"
#include "model/error.hpp"
#include "model/scene.hpp"

#ifdef COALESCE_HAS_CUDA
#include "cuda/cuda_factory.hpp"
#endif

namespace coalesce::command {

namespace {

/// Simulations made while it lives may take this device.
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
    for (int step = 0; step < steps; ++step) simulation.step();
    simulation.measure();  // a device may still be at it
    return std::chrono::duration<double>(Clock::now() - start).count() / steps;
}

double largest_deviation(const Vectors& a, const Vectors& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.count; ++i) {
        const double here = norm(add(a.at(i), scaled(b.at(i), -1)));
        if (!(here <= largest)) largest = here;  // a NaN is a deviation too
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
    if (!there.device()) throw RunError(name + ": no cloud on the device: " + there.report(0).backend_reason);
    DeviceComparison result;
    result.scene = name;
    result.tokens = here.cloud().size();
    const double unit = spectral_norm(scene.model.V);
    result.velocity = largest_deviation(here.velocity(), there.velocity()) / (unit > 0 ? unit : 1);
    const bool exact = here.report(0).precision == Precision::double_;
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
void check_gpu() {
    std::string why_not;
    const std::string devices = cuda_devices(why_not);
    if (devices.empty()) throw RunError("gpu-check: " + why_not);
    std::printf("devices: %s\n", devices.c_str());
    std::printf("%-16s %8s %12s %12s %12s %10s %12s %12s\n", "scene", "tokens", "velocity", "allowed", "energy",
                "drift", "GPU ms/step", "CPU ms/step");
    int failed = 0;
    for (const std::string& scene : comparable_scenes()) {
        const DeviceComparison result = compare_with_device(scene, cuda_factory(), 20000, 50);
        std::printf("%-16s %8zu %12.2e %12.2e %12.2e %10.1e %12.3f %12.3f %s\n", scene.c_str(), result.tokens,
                    result.velocity, result.velocity_allowed, result.energy, result.drift, 1e3 * result.seconds_device,
                    1e3 * result.seconds_cpu, result.pass() ? "" : " FAILED");
        failed += result.pass() ? 0 : 1;
    }
    if (failed > 0) throw RunError("gpu-check: " + std::to_string(failed) + " scenes differ from the CPU");
}
#else
void check_gpu() {
    throw RunError("gpu-check: this build has no CUDA engine");
}
#endif

}  // namespace

void add_gpu_check(CLI::App& root) {
    CLI::App* app = root.add_subcommand("gpu-check", "CUDA against CPU on this machine, or why there is none");
    app->footer("Example:\n  coalesce gpu-check");
    app->callback(check_gpu);
}

}  // namespace coalesce::command
