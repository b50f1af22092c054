#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "cuda_on_host/setting.hpp"
#include "field/mesh_kernel.hpp"
#include "field/mesh_or_direct.hpp"
#include "field/token_math.hpp"
#include "flow/integrator.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::cuda_tests;

namespace {

Setting mesh_setting(int d, std::size_t count = 2000) {
    Setting s{Model::standard(d), inputs::clustered_cloud(d, count, 0.3, 3)};
    s.model.beta = 3;
    s.model.V = inputs::random_matrix(d, 4);
    // On the sphere only a coarse mesh pays for so small a cloud.
    s.solver = {Solver::mesh, d == 2 ? 1e-4 : 3e-3, Precision::automatic};
    return s;
}

}  // namespace

TEST_CASE("a mesh on a device meets the tolerance and is the CPU's mesh") {
    for (const int d : {2, 3})
        for (const Attention attention : {Attention::softmax, Attention::unnormalized})
            for (const bool weighted : {false, true})
                for (const Precision precision : {Precision::single_, Precision::double_}) {
                    Setting s = mesh_setting(d);
                    s.model.attention = attention;
                    s.solver.precision = precision;
                    if (weighted) inputs::give_masses(s.cloud, 6);
                    CAPTURE(d);
                    CAPTURE(weighted);
                    FakeRuntime runtime;
                    const auto device = on_device(runtime, s);
                    Field here, cpu;
                    device->field(s.model, here);
                    MeshOrDirectSolver solver(s.solver);
                    solver.evaluate(s.cloud, s.model, cpu);
                    CHECK(device->report().method == Solver::mesh);
                    CHECK(device->report().backend == "cuda");
                    CHECK(solver.report().method == Solver::mesh);
                    // Both use the same mesh; node sums are off by 5e-7 (1 + β) = 4 each, and Lebesgue constants of
                    // order 10 are below 2 on either side in the middle cell: 4 in all.
                    const double same = precision == Precision::single_ ? 4 * 2 * 5e-7 * 4 : 1e-6;
                    double error = 0;
                    for (std::size_t i = 0; i < s.cloud.size(); ++i) {
                        CHECK(norm(add(here.attention.at(i), scaled(cpu.attention.at(i), -1))) <= same);
                        CHECK(std::abs(here.log_partition[i] - cpu.log_partition[i]) <= 4 * same);
                        if (i % 17 != 0) continue;
                        const Vec3 x = s.cloud.token(i);
                        const Vec3 v = velocity_of(x, s.model.V, here.attention.at(i));
                        error = std::max(error, norm(add(v, scaled(reference::velocity_at(s.cloud, s.model, i), -1))));
                    }
                    CHECK(error / spectral_norm(s.model.V) <= s.solver.tolerance);
                }
}

TEST_CASE("sharp kernels shift their sums and leave far pairs out") {
    for (const int d : {2, 3}) {
        Setting s = mesh_setting(d, 2500);
        s.cloud = inputs::clustered_cloud(d, 2500, 0.05, 3);
        s.model.beta = d == 2 ? 3000 : 200;
        s.solver.tolerance = 1e-3;
        FakeRuntime runtime;
        const auto device = on_device(runtime, s);
        Field field;
        device->field(s.model, field);
        if (d == 2) CHECK(device->report().method == Solver::mesh);
        for (std::size_t i = 0; i < s.cloud.size(); i += 31) {
            const Vec3 v = velocity_of(s.cloud.token(i), s.model.V, field.attention.at(i));
            const Vec3 off = add(v, scaled(reference::velocity_at(s.cloud, s.model, i), -1));
            CHECK(norm(off) / spectral_norm(s.model.V) <= s.solver.tolerance);
        }
    }
}

TEST_CASE("steps through a mesh follow the CPU's") {
    for (const Method method : {Method::layer, Method::rk4}) {
        Setting s = mesh_setting(3, 1500);
        s.method = method;
        s.model.noise = 0.01;
        FakeRuntime runtime;
        const auto device = on_device(runtime, s);
        MeshOrDirectSolver solver(s.solver);
        Integrator integrator(method, 7);
        Cloud cpu = s.cloud, gpu = s.cloud;
        Field field;
        const std::uint64_t steps = method == Method::layer ? 20 : 6;
        for (std::uint64_t k = 0; k < steps; ++k) {
            solver.evaluate(cpu, s.model, field);
            integrator.step(cpu, s.model, solver, 0.02, k, field);
            device->step(s.model, 0.02, k);
            device->download(gpu);
            // Each errs by the tolerance times ‖V‖ dt a step, amplified by 1 + dt β‖V‖ a step.
            const double strength = spectral_norm(s.model.V), growth = std::pow(1 + 0.02 * 3 * strength, k + 1);
            CHECK(largest_distance(cpu, gpu) <=
                  2 * s.solver.tolerance * strength * 0.02 * static_cast<double>(k + 1) * growth);
        }
        CHECK(device->report().method == Solver::mesh);
    }
}

TEST_CASE("a saved state goes on to the same bits, with its field looked at or not") {
    for (const bool looked_at : {false, true}) {
        const Setting s = mesh_setting(2, 500);
        FakeRuntime runtime;
        const auto device = on_device(runtime, s);
        Field field;
        for (std::uint64_t k = 0; k < 18; ++k) device->step(s.model, 0.05, k);
        if (looked_at) device->field(s.model, field);
        const auto state = device->save();
        Cloud then = s.cloud, first = s.cloud, second = s.cloud;
        device->download(then);
        const auto go_on = [&](DeviceCloud& cloud, Cloud& end) {
            for (std::uint64_t k = 18; k < 40; ++k) cloud.step(s.model, 0.05, k);
            cloud.download(end);
        };
        go_on(*device, first);
        device->upload(then);
        device->restore(state.get());
        go_on(*device, second);
        CHECK(row_major(first) == row_major(second));
        const auto other = on_device(runtime, s);
        other->upload(then);
        other->restore(state.get());
        go_on(*other, second);
        CHECK(row_major(first) == row_major(second));
    }
}
