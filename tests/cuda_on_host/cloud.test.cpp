#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "coalesce/model/error.hpp"
#include "cuda/memory.hpp"
#include "cuda_on_host/setting.hpp"
#include "flow/integrator.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::cuda_tests;

TEST_CASE("direct sums on a device are the reference's") {
    for (const int d : {2, 3})
        for (const Attention attention : {Attention::softmax, Attention::unnormalized})
            for (const bool weighted : {false, true})
                for (const Precision precision : {Precision::single_, Precision::double_})
                    for (const double beta : {0.0, 1.0, 40.0, 4000.0}) {
                        Setting s = setting(d, attention, weighted);
                        s.model.beta = beta;
                        s.solver.precision = precision;
                        CAPTURE(d);
                        CAPTURE(weighted);
                        CAPTURE(beta);
                        FakeRuntime runtime;
                        const auto device = on_device(runtime, s);
                        Field field;
                        device->field(s.model, field);
                        const double sharpness = 1 + beta * score_bound(s.model);
                        const bool exact = device->report().precision == Precision::double_;
                        // DirectSolver's bounds; tokens as pairs of floats have larger errors than doubles.
                        const double bound = (exact ? 5e-15 + split : 5e-7) * sharpness;
                        for (std::size_t i = 0; i < s.cloud.size(); ++i) {
                            const auto expected = reference::attention_at(s.cloud, s.model, i);
                            const Vec3 off = add(field.attention.at(i), scaled(expected.mean, -1));
                            CHECK(norm(off) <= bound * std::max(1.0, norm(expected.mean)));
                            CHECK(std::abs(field.log_partition[i] - expected.log_partition) <= 3 * bound);
                        }
                    }
}

TEST_CASE("steps on a device are the CPU's, with the same noise") {
    for (const int d : {2, 3})
        for (const Method method : {Method::layer, Method::rk4})
            for (const double noise : {0.0, 0.2}) {
                Setting s = setting(d, Attention::softmax, true);
                s.method = method;
                s.model.noise = noise;
                FakeRuntime runtime;
                const auto device = on_device(runtime, s);
                const auto solver = make_solver(s.solver);
                Integrator integrator(method, 7);
                Cloud cpu = s.cloud, gpu = s.cloud;
                Field field;
                for (std::uint64_t k = 0; k < 5; ++k) {
                    solver->evaluate(cpu, s.model, field);
                    integrator.step(cpu, s.model, *solver, 0.1, k, field);
                    device->step(s.model, 0.1, k);
                    device->download(gpu);
                    // Every step adds a rounding and amplifies earlier ones by at most 1 + 0.1 β‖B‖‖V‖ < 4.
                    CHECK(largest_distance(cpu, gpu) < split * std::pow(4.0, static_cast<double>(k) + 1));
                }
                CHECK(drift_from_sphere(gpu) < split);
            }
}

TEST_CASE("sums of a state are the CPU's") {
    for (const int d : {2, 3})
        for (const double beta : {0.0, 6.0})
            for (const bool weighted : {false, true}) {
                Setting s = setting(d, Attention::softmax, weighted, 300);
                s.model.beta = beta;
                FakeRuntime runtime;
                const auto device = on_device(runtime, s);
                const auto solver = make_solver(s.solver);
                Field field;
                solver->evaluate(s.cloud, s.model, field);
                LeadingSpace space = leading_space(s.model);
                for (const auto kind :
                     {LeadingSpace::Kind::points, LeadingSpace::Kind::circle, LeadingSpace::Kind::everything}) {
                    space.kind = kind;
                    space.basis = {Vec3{1, 0, 0}, Vec3{0, 1, 0}};
                    const StateSums cpu = measure_tokens(s.cloud, s.model, field, space);
                    const StateSums gpu = device->sums(s.model, space);
                    // Sums of 300 positive terms of order 1, each off by about the field's error times β‖B‖.
                    const double tolerance = 1e-12;
                    CHECK(std::abs(gpu.energy - cpu.energy) < tolerance);
                    CHECK(std::abs(gpu.mean_speed - cpu.mean_speed) < tolerance);
                    CHECK(std::abs(gpu.max_speed - cpu.max_speed) < tolerance);
                    // Near angle 0 neither side loses half of the digits: both use atan2.
                    CHECK(std::abs(gpu.alignment - cpu.alignment) < tolerance);
                    CHECK(gpu.drift < split);
                }
            }
}

TEST_CASE("tokens come back as they went, all or some, and as a picture takes them") {
    for (const int d : {2, 3}) {
        const Setting s = setting(d);
        FakeRuntime runtime;
        const auto device = on_device(runtime, s);
        Cloud all(d, s.cloud.size()), some(d, 3);
        device->download(all);
        CHECK(largest_distance(all, s.cloud) < split / 2);
        const std::uint32_t chosen[] = {69, 0, 41};
        device->download(chosen, some);
        for (std::size_t k = 0; k < 3; ++k) CHECK(some.token(k) == all.token(chosen[k]));
        std::vector<float> positions, speed;
        device->copy_tokens(s.model, positions, speed);
        for (std::size_t i = 0; i < s.cloud.size(); ++i) {
            for (std::size_t k = 0; k < 3; ++k) CHECK(positions[3 * i + k] == static_cast<float>(s.cloud.token(i)[k]));
            // A float has 24 bits.
            CHECK(std::abs(static_cast<double>(speed[i]) - norm(reference::velocity_at(s.cloud, s.model, i))) < 1e-6);
        }
        device->upload(inputs::uniform_cloud(d, s.cloud.size(), 99));
        device->download(all);
        CHECK(largest_distance(all, inputs::uniform_cloud(d, s.cloud.size(), 99)) < split / 2);
    }
}

TEST_CASE("steps go on in memory that is lent, also after it was elsewhere, and back in the cloud's own") {
    const Setting s = setting(3);
    FakeRuntime runtime;
    const DeviceEvent ready(runtime);
    const auto device = on_device(runtime, s), other = on_device(runtime, s);
    std::vector<float> lent(3 * s.cloud.size(), -7.0F), moved;
    Cloud a = s.cloud, b = s.cloud;
    const auto step_both = [&](std::uint64_t k) {
        device->step(s.model, 0.1, k);
        other->step(s.model, 0.1, k);
        device->download(a);
        other->download(b);
        CHECK(row_major(a) == row_major(b));
    };
    const auto holds_tokens = [&](const std::vector<float>& buffer) {
        for (std::size_t k = 0; k < buffer.size(); ++k) CHECK(buffer[k] == static_cast<float>(a.token(k / 3)[k % 3]));
    };
    step_both(0);
    device->attach({lent.data(), ready.get()});
    step_both(1);
    holds_tokens(lent);
    device->park();
    moved = lent;  // a mapped buffer may be elsewhere the next time
    std::fill(lent.begin(), lent.end(), 100.0F);
    device->attach({moved.data(), ready.get()});
    step_both(2);
    holds_tokens(moved);
    device->park();
    device->recover(moved);
    std::fill(moved.begin(), moved.end(), 100.0F);
    step_both(3);
}

TEST_CASE("a device cloud refuses in a few words what only the CPU can do") {
    FakeRuntime runtime;
    Setting s = setting(3);
    std::string why_not;
    s.model.causal = true;
    CHECK(!fake_factory(runtime)({s.cloud, s.model, s.method, s.solver, 7}, why_not));
    CHECK(why_not == "causal attention runs on the CPU");
    s.model.causal = false;
    CHECK(!fake_factory(runtime)({s.cloud, s.model, Method::adaptive, s.solver, 7}, why_not));
    CHECK(why_not == "adaptive steps run on the CPU");
    CHECK(runtime.calls() == 0);
}

TEST_CASE("a step that leaves the range of double precision is told when something is asked for") {
    Setting s = setting(3);
    s.method = Method::rk4;
    s.model.V = 1e300 * s.model.V;
    s.model.beta = 0;
    FakeRuntime runtime;
    const auto device = on_device(runtime, s);
    // Either a stage overflows double precision, or the last step does.
    const auto run = [&] {
        device->step(s.model, 1e10, 0);
        Cloud cloud = s.cloud;
        device->download(cloud);
    };
    CHECK_THROWS_AS(run(), RunError);
}
