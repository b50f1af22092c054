#include "flow/integrator.hpp"

#include <atomic>
#include <cstdio>
#include <string>
#include <utility>

#include "field/parallel.hpp"
#include "flow/token_step.hpp"
#include "model/error.hpp"
#include "model/random.hpp"

namespace coalesce {

struct Integrator::Scratch {
    Cloud stage;
    Field field;
    Vectors slope[4];
};

namespace {

/// @param attention  becomes the positions after the step, so that a large cloud needs no third copy
void layer_step(const Cloud& from, const Model& model, double dt, Vectors& attention) {
    for_each_token(from.size(), [&](std::size_t i) {
        attention.set(i, layer_step_of(from.token(i), model.V, attention.at(i), dt));
    });
}

void move_stage(const Cloud& from, const Vectors& slope, double h, Cloud& to) {
    for_each_token(from.size(), [&](std::size_t i) { to.set_token(i, stage_of(from.token(i), slope.at(i), h)); });
}

/// @param index  counts steps. 2^27 > 10^8 tokens fit below it in the random counter, and 2^37 steps above them
void noise_step(const Model& model, std::uint64_t seed, std::uint64_t index, double dt,
                std::span<const std::int32_t> token_of_row, Vectors& positions) {
    const CounterRandom random(seed, Stream::noise);
    const double amplitude = std::sqrt(2 * model.noise * dt);
    for_each_token(positions.count, [&](std::size_t i) {
        const std::uint64_t token = token_of_row.empty() ? i : static_cast<std::uint64_t>(token_of_row[i]);
        const std::uint64_t counter = index << 27 | token;
        const auto [a, b] = random.normals(counter, 0);
        const double c = positions.dimension == 3 ? random.normals(counter, 1)[0] : 0;
        positions.set(i, noise_kick_of(positions.at(i), {a, b, c}, amplitude));
    });
}

void require_finite(const Vectors& positions, double dt) {
    std::atomic<bool> finite = true;
    for_each_token(positions.count, [&](std::size_t i) {
        if (!std::isfinite(dot(positions.at(i), positions.at(i)))) finite = false;
    });
    if (finite) return;
    char step[32];
    std::snprintf(step, sizeof step, "%.6g", dt);
    throw RunError("a step of " + std::string(step) +
                   " left the range of double precision: time.dt or model.V is too large for this scene");
}

}  // namespace

Integrator::Integrator(Method method, std::uint64_t noise_seed)
    : method_(method), noise_seed_(noise_seed), scratch_(std::make_unique<Scratch>()) {}

Integrator::~Integrator() = default;

void Integrator::step(Cloud& cloud, const Model& model, FieldSolver& solver, double dt, std::uint64_t step_index,
                      Field& field_here, std::span<const std::int32_t> token_of_row) {
    Vectors& after = method_ == Method::layer ? field_here.attention : scratch_->slope[0];
    if (method_ == Method::layer)
        layer_step(cloud, model, dt, after);
    else
        runge_kutta_step(cloud, model, solver, dt, field_here);
    if (model.noise > 0) noise_step(model, noise_seed_, step_index, dt, token_of_row, after);
    require_finite(after, dt);
    cloud.swap_coordinates(after.values);
}

/// Leaves the positions after the step in the first slope.
void Integrator::runge_kutta_step(const Cloud& cloud, const Model& model, FieldSolver& solver, double dt,
                                  const Field& field_here) {
    Scratch& s = *scratch_;
    s.stage.shape_like(cloud);
    velocities(cloud, model, field_here, s.slope[0]);
    const double reach[] = {dt / 2, dt / 2, dt};
    for (int stage = 0; stage < 3; ++stage) {
        move_stage(cloud, s.slope[stage], reach[stage], s.stage);
        solver.evaluate(s.stage, model, s.field);
        velocities(s.stage, model, s.field, s.slope[stage + 1]);
    }
    for_each_token(cloud.size(), [&](std::size_t i) {
        s.slope[0].set(
            i, rk4_step_of(cloud.token(i), s.slope[0].at(i), s.slope[1].at(i), s.slope[2].at(i), s.slope[3].at(i), dt));
    });
}

}  // namespace coalesce
