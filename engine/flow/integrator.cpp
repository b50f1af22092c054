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
    Cloud moved;  ///< the stages of rk4, and the result until it is known to be finite
    Field field;
    Vectors slope[4];
};

namespace {

void layer_step(const Cloud& from, const Model& model, const Field& field, double dt, Cloud& to) {
    for_each_token(from.size(), [&](std::size_t i) {
        to.set_token(i, layer_step_of(from.token(i), model.V, field.attention.at(i), dt));
    });
}

void move_stage(const Cloud& from, const Vectors& slope, double h, Cloud& to) {
    for_each_token(from.size(), [&](std::size_t i) { to.set_token(i, stage_of(from.token(i), slope.at(i), h)); });
}

/// @param index  counts steps. 2^27 > 10^8 tokens fit below it in the random counter, and 2^37 steps above them
void noise_step(const Model& model, std::uint64_t seed, std::uint64_t index, double dt, Cloud& cloud) {
    const CounterRandom random(seed, Stream::noise);
    const double amplitude = std::sqrt(2 * model.noise * dt);
    for_each_token(cloud.size(), [&](std::size_t i) {
        const std::uint64_t counter = index << 27 | i;
        const auto [a, b] = random.normals(counter, 0);
        const double c = cloud.dimension() == 3 ? random.normals(counter, 1)[0] : 0;
        cloud.set_token(i, noise_kick_of(cloud.token(i), {a, b, c}, amplitude));
    });
}

void require_finite(const Cloud& cloud, double dt) {
    std::atomic<bool> finite = true;
    for_each_token(cloud.size(), [&](std::size_t i) {
        if (!std::isfinite(dot(cloud.token(i), cloud.token(i)))) finite = false;
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
                      const Field& field_here) {
    Scratch& s = *scratch_;
    s.moved.shape_like(cloud);
    if (method_ == Method::layer) {
        layer_step(cloud, model, field_here, dt, s.moved);
    } else {
        velocities(cloud, model, field_here, s.slope[0]);
        const double reach[] = {dt / 2, dt / 2, dt};
        for (int stage = 0; stage < 3; ++stage) {
            move_stage(cloud, s.slope[stage], reach[stage], s.moved);
            solver.evaluate(s.moved, model, s.field);
            velocities(s.moved, model, s.field, s.slope[stage + 1]);
        }
        for_each_token(cloud.size(), [&](std::size_t i) {
            s.moved.set_token(i, rk4_step_of(cloud.token(i), s.slope[0].at(i), s.slope[1].at(i), s.slope[2].at(i),
                                             s.slope[3].at(i), dt));
        });
    }
    if (model.noise > 0) noise_step(model, noise_seed_, step_index, dt, s.moved);
    require_finite(s.moved, dt);
    std::swap(cloud, s.moved);
}

}  // namespace coalesce
