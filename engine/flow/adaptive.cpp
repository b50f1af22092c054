#include "flow/adaptive.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "model/error.hpp"

namespace coalesce {

namespace {

/// Error of an angle that double precision cannot tell from 0.
constexpr double rounding = 1e-15;

/// Single precision serves where its bound is no larger than the error that steps are allowed.
SolverSpec as_exact_as_steps(SolverSpec solver, const Model& model, double tolerance) {
    // The mesh's error must not be what the step's error is judged by.
    solver.tolerance = std::min(solver.tolerance, std::max(tolerance, 1e-7));
    if (solver.precision == Precision::automatic && solver.method != Solver::mesh) {
        const double single_bound = 5e-7 * (1 + model.beta * score_bound(model));
        solver.precision = single_bound <= tolerance ? Precision::single_ : Precision::double_;
    }
    return solver;
}

/// The tolerance, as long as that is far below the width of the kernel: lumping is of second order in
/// β‖B‖ radius ≤ 0.01. No smaller than what positions in double precision resolve.
double lump_radius_for(double tolerance, const Model& model) {
    const double sharpness = std::max(1.0, model.beta * score_bound(model));
    return std::max(std::min(tolerance, 0.01 / sharpness), 1e-14);
}

}  // namespace

AdaptiveFlow::AdaptiveFlow(const Cloud& tokens, const Model& model, const TimeSpec& time, const SolverSpec& solver)
    : model_(model),
      space_(leading_space(model)),
      tolerance_(time.tolerance),
      radius_(lump_radius_for(time.tolerance, model)),
      solver_(make_solver(as_exact_as_steps(solver, model, time.tolerance))),
      matrices_(field_matrices(model)),
      lumps_(tokens),
      moving_(tokens),
      next_(time.dt) {
    if (model.noise > 0) {
        char found[32];
        std::snprintf(found, sizeof found, "%.6g", model.noise);
        throw InputError("model.noise: adaptive steps need 0, found " + std::string(found));
    }
    refresh();
    lump();
    confine();
}

AdaptiveFlow::AdaptiveFlow(const State& state, const Model& model, const TimeSpec& time, const SolverSpec& solver)
    : model_(model),
      space_(leading_space(model)),
      tolerance_(time.tolerance),
      radius_(lump_radius_for(time.tolerance, model)),
      solver_(make_solver(as_exact_as_steps(solver, model, time.tolerance))),
      matrices_(state.matrices),
      confinement_(state.confinement),
      lumps_(state.lumps),
      moving_(confinement_.kind == Confinement::Kind::circle ? state.inside : lumps_.cloud()),
      next_(state.next),
      last_ratio_(state.last_ratio) {
    refresh();
}

AdaptiveFlow::State AdaptiveFlow::save() const {
    State state;
    state.lumps = lumps_;
    if (confinement_.kind == Confinement::Kind::circle) state.inside = moving_;
    state.confinement = confinement_;
    state.matrices = matrices_;
    state.next = next_;
    state.last_ratio = last_ratio_;
    return state;
}

SolverReport AdaptiveFlow::report() const {
    SolverReport report = solver_->report();
    if (few()) report.precision = Precision::double_;
    return report;
}

void AdaptiveFlow::evaluate(const Cloud& cloud, Field& field, ScaledVelocities& velocity) {
    if (few()) {
        difference_field(cloud, matrices_, field, velocity);
        // Both poles of a simple eigenvalue are at rest; what rounding says otherwise would be taken at its word by
        // steps of 1e16.
        if (confinement_.kind == Confinement::Kind::points)
            std::fill(velocity.values.values.begin(), velocity.values.values.end(), 0.0);
        return;
    }
    solver_->evaluate(cloud, model_, field);
    velocities(cloud, model_, field, velocity.values);
    velocity.log_scale = 0;
}

/// Brings field and velocities up to date with moving_.
void AdaptiveFlow::refresh() {
    Field field;
    evaluate(moving_, field, slope_);
    std::swap(scheme_.field(), field);
    accept();
}

/// Carries what is known of moving_ over to the coordinates of the tokens.
void AdaptiveFlow::accept() {
    std::swap(field_, scheme_.field());
    slope_.unscale(velocity_);
    if (confinement_.kind != Confinement::Kind::circle) {
        lumps_.cloud() = moving_;
        return;
    }
    const std::size_t count = moving_.size();
    Vectors attention, velocity;
    attention.resize(model_.dimension(), count);
    velocity.resize(model_.dimension(), count);
    for (std::size_t i = 0; i < count; ++i) {
        lumps_.cloud().set_token(i, normalised(confinement_.outside(moving_.token(i))));
        const Vec3 m = confinement_.outside(field_.attention.at(i)), v = confinement_.outside(velocity_.at(i));
        for (int k = 0; k < model_.dimension(); ++k) {
            attention.axis(k)[i] = m[static_cast<std::size_t>(k)];
            velocity.axis(k)[i] = v[static_cast<std::size_t>(k)];
        }
    }
    field_.attention = std::move(attention);
    velocity_ = std::move(velocity);
}

double AdaptiveFlow::allowed_error(double h) const {
    return std::max(tolerance_ * std::min(h, 1.0), rounding);
}

/// PI controller (Gustafsson): the error is of order 5, and of order 4 in units of what is allowed while that grows
/// with h. Steps at most double, so that a plateau of many decades is seen as a row of points.
double AdaptiveFlow::step_factor(double ratio, double h) {
    const double order = h < 1 ? 4 : 5;
    const double floor = 1e-10;
    const double factor =
        0.9 * std::pow(std::max(ratio, floor), -0.7 / order) * std::pow(std::max(last_ratio_, floor), 0.4 / order);
    return std::clamp(factor, 0.2, 2.0);
}

double AdaptiveFlow::step(double most) {
    for (;;) {
        const double h = std::min(next_, most);
        const auto trial = scheme_.attempt(
            moving_, slope_, h,
            [this](const Cloud& cloud, Field& field, auto& velocity) { evaluate(cloud, field, velocity); });
        // Half a radian: farther, stages would sample places that have nothing to do with the way.
        const double ratio = std::max(trial.error / allowed_error(h), trial.reach / 0.5);
        if (ratio <= 1) {
            const double proposed = h * step_factor(ratio, h);
            next_ = h < next_ ? std::max(next_, proposed) : proposed;
            last_ratio_ = ratio;
            std::swap(moving_, scheme_.cloud());
            std::swap(slope_, scheme_.velocity());
            accept();
            lump();
            confine();
            return h;
        }
        next_ = h * (std::isfinite(ratio) ? std::clamp(0.9 * std::pow(ratio, -0.2), 0.1, 0.9) : 0.1);
        if (!(next_ > 1e-300)) throw RunError("time.tolerance: no step is short enough for this scene; V is too large");
    }
}

void AdaptiveFlow::lump() {
    if (model_.causal) return;
    const std::vector<std::int32_t> group = contracted_groups(lumps_.cloud(), velocity_, radius_);
    if (group.empty()) return;
    lumps_.merge(group);
    if (confinement_.kind == Confinement::Kind::circle) {
        Cloud inside(2, lumps_.size());
        for (std::size_t i = 0; i < lumps_.size(); ++i)
            inside.set_token(i, normalised(confinement_.inside(lumps_.cloud().token(i))));
        inside.set_masses({lumps_.cloud().masses().begin(), lumps_.cloud().masses().end()});
        moving_ = std::move(inside);
    } else {
        moving_ = lumps_.cloud();
    }
    refresh();
}

void AdaptiveFlow::confine() {
    if (model_.causal || !few() || confinement_.kind != Confinement::Kind::none) return;
    confinement_ = confinement_of(lumps_.cloud(), field_, model_, space_, radius_);
    if (confinement_.kind == Confinement::Kind::none) return;
    const Cloud before = lumps_.cloud();
    if (confinement_.kind == Confinement::Kind::points) {
        for (std::size_t i = 0; i < before.size(); ++i) {
            const Vec3& pole = confinement_.basis[0];
            moving_.set_token(i, scaled(pole, dot(pole, before.token(i)) > 0 ? 1 : -1));
        }
    } else {
        const FieldMatrices whole = matrices_;
        Model reduced = Model::standard(2);
        reduced.V = confinement_.inside(whole.value);
        matrices_ = field_matrices(reduced);
        matrices_.attention = whole.attention;
        matrices_.beta = whole.beta;
        matrices_.score_bound = whole.score_bound;
        matrices_.query_key = confinement_.inside(whole.query_key);
        Cloud inside(2, before.size());
        for (std::size_t i = 0; i < before.size(); ++i)
            inside.set_token(i, normalised(confinement_.inside(before.token(i))));
        inside.set_masses({before.masses().begin(), before.masses().end()});
        moving_ = std::move(inside);
    }
    refresh();
    lump();
}

}  // namespace coalesce
