#include "flow/adaptive.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "coalesce/model/error.hpp"

namespace coalesce {

namespace {

/// Floor of the allowed error: angles in double precision resolve no less.
constexpr double rounding = 1e-15;

/// Chooses single precision if its bound is within the error allowed to a step.
SolverSpec as_exact_as_steps(SolverSpec solver, const Model& model, double tolerance) {
    // A larger error of the mesh would pass for an error of the step.
    solver.tolerance = std::min(solver.tolerance, std::max(tolerance, 1e-7));
    if (solver.precision == Precision::automatic && solver.method != Solver::mesh) {
        const double single_bound = 5e-7 * (1 + model.beta * score_bound(model));
        solver.precision = single_bound <= tolerance ? Precision::single_ : Precision::double_;
    }
    return solver;
}

/// ε of the class: keeps a step's error and the radius of a lump, four times that, far below the kernel's width, so
/// that lumping is of second order in β‖B‖ radius ≤ 0.01; never below the resolution of positions in double precision.
double resolved_tolerance(double tolerance, const Model& model) {
    const double sharpness = std::max(1.0, model.beta * score_bound(model));
    return std::max(std::min(tolerance, 0.0025 / sharpness), 2.5e-15);
}

}  // namespace

AdaptiveFlow::AdaptiveFlow(const Cloud& tokens, const Model& model, const TimeSpec& time, const SolverSpec& solver,
                           StopToken stop)
    : model_(model),
      space_(leading_space(model)),
      asked_solver_(solver.method),
      asked_tolerance_(time.tolerance),
      tolerance_(resolved_tolerance(time.tolerance, model)),
      radius_(4 * tolerance_),
      pace_(std::max(spectral_norm(model.V), 1.0)),
      solver_(make_solver(as_exact_as_steps(solver, model, tolerance_))),
      matrices_(field_matrices(model)),
      lumps_(tokens),
      moving_(tokens),
      next_(time.dt) {
    if (model.noise > 0) {
        char found[32];
        std::snprintf(found, sizeof found, "%.6g", model.noise);
        throw InputError("model.noise: adaptive steps need 0, found " + std::string(found));
    }
    set_stop(stop);
    refresh();
    lump();
    confine();
}

AdaptiveFlow::AdaptiveFlow(const State& state, const Model& model, const TimeSpec& time, const SolverSpec& solver,
                           StopToken stop)
    : model_(model),
      space_(leading_space(model)),
      asked_solver_(solver.method),
      asked_tolerance_(time.tolerance),
      tolerance_(resolved_tolerance(time.tolerance, model)),
      radius_(4 * tolerance_),
      pace_(std::max(spectral_norm(model.V), 1.0)),
      solver_(make_solver(as_exact_as_steps(solver, model, tolerance_))),
      matrices_(state.matrices),
      confinement_(state.confinement),
      lumps_(state.lumps),
      moving_(confinement_.kind == Confinement::Kind::circle ? state.inside : lumps_.cloud()),
      next_(state.next),
      last_ratio_(state.last_ratio),
      since_look_(state.since_look),
      next_look_(state.next_look),
      rest_(state.rest),
      plateau_(state.plateau) {
    set_stop(stop);
    solver_->restore(state.solver.get());
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
    state.since_look = since_look_;
    state.next_look = next_look_;
    state.rest = rest_;
    state.plateau = plateau_;
    state.solver = before_;
    return state;
}

SolverReport AdaptiveFlow::report() const {
    SolverReport report = solver_->report();
    if (!few()) return report;
    report.method = Solver::direct;
    report.precision = Precision::double_;
    report.field_error.reset();
    if (asked_solver_ == Solver::mesh) report.solver_reason = "up to 500 tokens or lumps are summed directly";
    return report;
}

std::vector<double> AdaptiveFlow::suspicion() {
    // Few lumps were summed by difference_field: the mesh has no evaluation to judge.
    return few() ? suspicion_of_rounding() : solver_->suspicion(lumps_.cloud(), model_, field_);
}

std::vector<double> AdaptiveFlow::suspicion_of_rounding() {
    return solver_->FieldSolver::suspicion(lumps_.cloud(), model_, field_);
}

void AdaptiveFlow::evaluate(const Cloud& cloud, Field& field, ScaledVelocities& velocity) {
    if (cloud.size() <= few_tokens) {
        difference_field(cloud, matrices_, field, velocity);
        // Both poles of a simple eigenvalue are at rest; a rounded
        // velocity other than 0 would be multiplied by steps of 1e16.
        if (confinement_.kind == Confinement::Kind::points)
            std::fill(velocity.values.values.begin(), velocity.values.values.end(), 0.0);
        return;
    }
    before_ = solver_->save();
    solver_->evaluate(cloud, model_, field);
    velocities(cloud, model_, field, velocity.values);
    velocity.log_scale = 0;
}

/// Computes field and velocities of moving_.
void AdaptiveFlow::refresh() {
    Field field;
    evaluate(moving_, field, slope_);
    std::swap(scheme_.field(), field);
    accept();
}

/// Converts field and velocities of moving_ to the coordinates of the tokens.
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
    return std::max(tolerance_ * std::min(h * pace_, 1.0), rounding);
}

/// PI controller (Gustafsson 1991): the error is of order 5, and of order 4 in units of the allowed error while that
/// grows with h. Steps at most double, so that a plateau of many decades is sampled at many times.
double AdaptiveFlow::step_factor(double ratio, double h) {
    const double order = h * pace_ < 1 ? 4 : 5;
    const double floor = 1e-10;
    const double factor =
        0.9 * std::pow(std::max(ratio, floor), -0.7 / order) * std::pow(std::max(last_ratio_, floor), 0.4 / order);
    return std::clamp(factor, 0.2, 2.0);
}

double AdaptiveFlow::step(double most) {
    stepped_ = false;
    if (rest_) {
        const double h = std::min(next_, most);
        if (h == next_) next_ = std::min(2 * next_, 1e300);
        return h;
    }
    if (plateau_.implicit)
        if (const std::optional<double> h = implicit_step(most)) return *h;
    for (;;) {
        const double h = std::min(next_, most);
        const bool whole = h == next_;
        const auto trial = scheme_.attempt(
            moving_, slope_, h,
            [this](const Cloud& cloud, Field& field, auto& velocity) { evaluate(cloud, field, velocity); });
        // Beyond half a radian, stages would sample the field far from the path.
        const double ratio = std::max(trial.error / allowed_error(h), trial.reach / 0.5);
        if (ratio <= 1) {
            const double proposed = h * step_factor(ratio, h);
            next_ = h < next_ ? std::max(next_, proposed) : proposed;
            last_ratio_ = ratio;
            moving_ = scheme_.cloud();
            slope_ = scheme_.velocity();
            stepped_ = true;
            stepped_implicitly_ = false;
            label_then_.clear();
            confined_then_ = confinement_;
            accept();
            if (whole) try_implicit(h);
            settle();
            return h;
        }
        next_ = h * (std::isfinite(ratio) ? std::clamp(0.9 * std::pow(ratio, -0.2), 0.1, 0.9) : 0.1);
        if (!(next_ > 1e-300)) throw RunError("time.tolerance: no step is short enough for this scene; V is too large");
    }
}

/// Tries an implicit step of four times the length where explicit steps have stopped growing: if its error is allowed,
/// stability and not accuracy limited them. Tries become rarer as they fail.
void AdaptiveFlow::try_implicit(double h) {
    if (h > 1.5 * plateau_.height || h < plateau_.height / 1.5) {
        plateau_.height = h;
        plateau_.steps = 0;
    }
    if (++plateau_.steps < plateau_.patience) return;
    plateau_.steps = 0;
    if (lumps_.size() > most_implicit || confinement_.kind == Confinement::Kind::points) return;
    const auto trial = implicit_.attempt(moving_, matrices_, 4 * h);
    plateau_.implicit = trial.error <= allowed_error(4 * h) && trial.reach <= 0.5 && 4 * h * implicit_.growth() <= 1;
    plateau_.patience = plateau_.implicit ? 16 : std::min(2 * plateau_.patience, 1024);
    if (plateau_.implicit) next_ = 4 * h;
}

/// Takes one implicit step; nullopt where explicit ones would be as long.
std::optional<double> AdaptiveFlow::implicit_step(double most) {
    // A step accumulates the rounding of velocities, ‖V‖ (1 + β‖B‖) times the rounding unit.
    const double noise = rounding * pace_ * (1 + model_.beta * score_bound(model_));
    // Explicit steps are stable below 3.3 over the fastest rate.
    constexpr double stable = 2;
    while (lumps_.size() <= most_implicit) {
        const double h = std::min({next_, most, std::max(tolerance_ / noise, 1.0)});
        const auto trial = implicit_.attempt(moving_, matrices_, h);
        // A disturbance may grow by at most e within a step (Rosenbrock::growth).
        const double ratio = std::max(
            {trial.error / allowed_error(h), trial.reach / 0.5, std::pow(std::max(h * implicit_.growth(), 0.0), 4)});
        const double factor = std::isfinite(ratio) ? 0.9 * std::pow(std::max(ratio, 1e-10), -0.25) : 0.1;
        if (ratio <= 1) {
            const double proposed = h * std::clamp(factor, 0.2, 2.0);
            next_ = h < next_ ? std::max(next_, proposed) : proposed;
            moving_ = implicit_.cloud();
            stepped_ = stepped_implicitly_ = true;
            label_then_.clear();
            confined_then_ = confinement_;
            refresh();
            if (next_ * implicit_.fastest() < stable) go_on_explicitly();
            settle();
            return h;
        }
        next_ = h * std::clamp(factor, 0.1, 0.9);
        if (next_ * implicit_.fastest() < stable) break;
    }
    go_on_explicitly();
    return {};
}

void AdaptiveFlow::go_on_explicitly() {
    plateau_ = {};
    last_ratio_ = 1;
}

/// Lumps, confines and looks for rest. The step is already taken: a stop here defers these to the next step.
void AdaptiveFlow::settle() {
    try {
        lump();
        confine();
        look_for_rest();
    } catch (const Stopped&) {
    }
}

void AdaptiveFlow::lump() {
    if (model_.causal) return;
    const std::vector<std::int32_t> group = contracted_groups(lumps_.cloud(), velocity_, radius_);
    if (group.empty()) return;
    Lumps merged = lumps_;
    merged.merge(group);
    Cloud moving = merged.cloud();
    if (confinement_.kind == Confinement::Kind::circle) {
        moving = Cloud(2, merged.size());
        for (std::size_t i = 0; i < merged.size(); ++i)
            moving.set_token(i, normalised(confinement_.inside(merged.cloud().token(i))));
        moving.set_masses({merged.cloud().masses().begin(), merged.cloud().masses().end()});
    }
    Field field;
    evaluate(moving, field, slope_);
    go_on_explicitly();
    if (label_then_.empty()) label_then_.assign(lumps_.label().begin(), lumps_.label().end());
    lumps_ = std::move(merged);
    moving_ = std::move(moving);
    std::swap(scheme_.field(), field);
    accept();
}

Cloud AdaptiveFlow::lumps_at(double part) const {
    if (!stepped_) return lumps_.cloud();
    Cloud then = stepped_implicitly_ ? implicit_.at(part) : scheme_.at(part);
    if (confined_then_.kind != Confinement::Kind::circle) return then;
    Cloud outside(lumps_.cloud().dimension(), then.size());
    for (std::size_t i = 0; i < then.size(); ++i)
        outside.set_token(i, normalised(confined_then_.outside(then.token(i))));
    outside.set_masses({then.masses().begin(), then.masses().end()});
    return outside;
}

Cloud AdaptiveFlow::tokens_at(double part) const {
    if (!stepped_ || part >= 1) return lumps_.expanded();
    return lumps_.expanded(lumps_at(part), label_then());
}

/// Tries become rarer while nothing is found, so that they cost a small part of stepping.
void AdaptiveFlow::look_for_rest() {
    if (rest_ || lumps_.size() > most_resting || confinement_.kind == Confinement::Kind::points) return;
    double speed = 0;
    for (std::size_t i = 0; i < lumps_.size(); ++i) speed = std::max(speed, norm(velocity_.at(i)));
    // Explicit steps hold arriving tokens about ε off a fixed point: only speeds of that order may mean rest.
    if (!(speed <= 10 * tolerance_ * spectral_norm(model_.V)) || ++since_look_ < next_look_) return;
    since_look_ = 0;
    next_look_ = std::min(2 * next_look_, 1024);
    std::vector<std::size_t> members(lumps_.size(), 0);
    for (const std::int32_t lump : lumps_.label()) ++members[static_cast<std::size_t>(lump)];
    std::vector<std::uint8_t> lumped(members.size());
    std::transform(members.begin(), members.end(), lumped.begin(), [](std::size_t count) { return count > 1 ? 1 : 0; });
    rest_ = resting_place(moving_, matrices_, lumped, asked_tolerance_);
    if (!rest_) return;
    moving_ = rest_->place;
    refresh();
    stepped_ = false;
}

void AdaptiveFlow::confine() {
    if (model_.causal || !few() || confinement_.kind != Confinement::Kind::none) return;
    confinement_ = confinement_of(lumps_.cloud(), field_, model_, space_, radius_);
    if (confinement_.kind == Confinement::Kind::none) return;
    go_on_explicitly();
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
