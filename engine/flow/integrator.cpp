#include "flow/integrator.hpp"

#include <atomic>
#include <cstdio>
#include <string>
#include <utility>

#include "coalesce/model/error.hpp"
#include "field/parallel.hpp"
#include "flow/step_scheme.hpp"
#include "flow/token_step.hpp"
#include "model/cpu_clones.hpp"
#include "model/random_draw.hpp"

namespace coalesce {

struct Integrator::Scratch {
    Cloud stage;
    Field field;
    Vectors slope[4];
};

namespace {

void move_stage(const Cloud& from, const Vectors& slope, double h, Cloud& to) {
    for_each_token(from.size(), [&](std::size_t i) { to.set_token(i, stage_of(from.token(i), slope.at(i), h)); });
}

}  // namespace

/// Noise of one step on the host.
class HostNoise {
  public:
    /// @param index  number of the step
    HostNoise(const Model& model, std::uint64_t seed, std::uint64_t index, double dt,
              std::span<const std::int32_t> token_of_row)
        : seed_(seed),
          index_(index),
          amplitude_(std::sqrt(2 * model.noise * dt)),
          dimension_(model.dimension()),
          token_of_row_(token_of_row) {}

    explicit operator bool() const { return amplitude_ != 0; }
    Vec3 kicked(std::size_t row, const Vec3& x) const {
        const std::uint64_t token = token_of_row_.empty() ? row : static_cast<std::uint64_t>(token_of_row_[row]);
        return brownian_step_of(x, dimension_, amplitude_, StepNoise(seed_, index_, token));
    }

  private:
    std::uint64_t seed_, index_;
    double amplitude_;
    int dimension_;
    std::span<const std::int32_t> token_of_row_;
};

namespace {

/// Planes of coordinates, restricted to tokens [from, to).
template <int d, class Real>
struct Range {
    Real* planes;
    std::size_t count, from, to;
    Vec3 at(std::size_t i) const { return {planes[i], planes[count + i], d == 3 ? planes[2 * count + i] : 0.0}; }
    void set(std::size_t i, const Vec3& x) const {
        for (std::size_t k = 0; k < d; ++k) planes[k * count + i] = x[k];
    }
};

/// MS eq. (1); the new positions overwrite the attention.
template <int d>
COALESCE_CPU_CLONES void layer_steps(Range<d, const double> x, Range<d, double> attention, const Matrix& V, double dt) {
    COALESCE_INDEPENDENT
    for (std::size_t i = x.from; i < x.to; ++i) attention.set(i, layer_step_of(x.at(i), V, attention.at(i), dt));
}

template <int d>
COALESCE_CPU_CLONES bool all_finite(Range<d, const double> x) {
    // s - s is NaN if s is infinite or NaN, else 0.
    int lost = 0;
    for (std::size_t i = x.from; i < x.to; ++i) {
        const double square = dot(x.at(i), x.at(i));
        lost |= square - square == 0 ? 0 : 1;
    }
    return lost == 0;
}

/// Moves every token and adds its noise, in one pass: steps of 10^6 tokens are bound by memory.
/// @param advance  writes the positions of a range of tokens to `after`, before the noise
template <class Advance>
void move_tokens(const Advance& advance, const HostNoise& noise, double dt, Vectors& after) {
    std::atomic<bool> finite = true;
    for_each_range(after.count, [&](std::size_t from, std::size_t to) {
        advance(from, to);
        if (noise)
            for (std::size_t i = from; i < to; ++i) after.set(i, noise.kicked(i, after.at(i)));
        const double* planes = after.values.data();
        if (!(after.dimension == 3 ? all_finite<3>({planes, after.count, from, to})
                                   : all_finite<2>({planes, after.count, from, to})))
            finite = false;
    });
    if (!finite) throw RunError(step_out_of_range(dt));
}

}  // namespace

std::string step_out_of_range(double dt) {
    char step[32];
    std::snprintf(step, sizeof step, "%.6g", dt);
    return "a step of " + std::string(step) +
           " left the range of double precision: time.dt or model.V is too large for this scene";
}

Integrator::Integrator(Method method, std::uint64_t noise_seed)
    : method_(method), noise_seed_(noise_seed), scratch_(std::make_unique<Scratch>()) {}

Integrator::~Integrator() = default;

/// One step on the host (take_step).
struct Integrator::OnHost {
    Cloud& cloud;
    const Model& model;
    FieldSolver& solver;
    double dt;
    Field& field_here;
    const HostNoise& noise;
    Scratch& s;

    /// The new positions overwrite the attention, so that a large cloud needs no third copy.
    void layer_step() {
        Vectors& attention = field_here.attention;
        const auto advance = [&](std::size_t from, std::size_t to) {
            const double* x = cloud.axis(0).data();
            double* m = attention.values.data();
            if (cloud.dimension() == 3)
                layer_steps<3>({x, cloud.size(), from, to}, {m, cloud.size(), from, to}, model.V, dt);
            else
                layer_steps<2>({x, cloud.size(), from, to}, {m, cloud.size(), from, to}, model.V, dt);
        };
        move_tokens(advance, noise, dt, attention);
        cloud.swap_coordinates(attention.values);
    }
    void next_stage(int k, double h) {
        Vectors& slope = s.slope[k];
        k == 0 ? velocities(cloud, model, field_here, slope) : velocities(s.stage, model, s.field, slope);
        s.stage.shape_like(cloud);
        move_stage(cloud, slope, h, s.stage);
    }
    void evaluate_stage() { solver.evaluate(s.stage, model, s.field); }
    void rk4_step() {
        velocities(s.stage, model, s.field, s.slope[3]);
        const auto advance = [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i)
                s.slope[0].set(i, rk4_step_of(cloud.token(i), s.slope[0].at(i), s.slope[1].at(i), s.slope[2].at(i),
                                              s.slope[3].at(i), dt));
        };
        move_tokens(advance, noise, dt, s.slope[0]);
        cloud.swap_coordinates(s.slope[0].values);
    }
};

void Integrator::step(Cloud& cloud, const Model& model, FieldSolver& solver, double dt, std::uint64_t step_index,
                      Field& field_here, std::span<const std::int32_t> token_of_row) {
    const HostNoise noise(model, noise_seed_, step_index, dt, token_of_row);
    take_step(method_, dt, OnHost{cloud, model, solver, dt, field_here, noise, *scratch_});
}

}  // namespace coalesce
