#include <algorithm>
#include <utility>

#include "field/parallel.hpp"
#include "field/token_math.hpp"
#include "flow/fixed_motion.hpp"

namespace coalesce {

namespace {

/// From this count sorting saves more than copies in token order cost.
constexpr std::size_t least_sorted = 20000;

}  // namespace

HostMotion::HostMotion(FixedSteps steps, State state, StopToken stop, std::string why_not)
    : FixedMotion(std::move(steps), stop),
      rows_(std::move(state.rows)),
      order_(std::move(state.order)),
      integrator_(std::make_unique<Integrator>(steps_.method, steps_.noise_seed)),
      why_not_(std::move(why_not)) {
    solver_->restore(state.solver.get());
}

void HostMotion::take(const FixedSteps& steps) {
    FixedMotion::take(steps);
    integrator_ = std::make_unique<Integrator>(steps.method, steps.noise_seed);
}

double HostMotion::step(double dt, std::uint64_t index) {
    field();
    // A step overwrites the field's memory, even if the step fails.
    Field& here = field_.memory();
    try {
        integrator_->step(rows_, model(), *solver_, dt, index, here, order_.token_of_row());
    } catch (const Stopped&) {
        solver_->restore(before_.get());
        throw;
    }
    ++revision_;
    // A small cloud fits the cache in any order, and is read more often than stepped.
    if (const auto keys = solver_->scattered_keys(); size() >= least_sorted && !keys.empty())
        order_.sort(rows_, keys, here.attention.values);
    return dt;
}

const Field& HostMotion::field() {
    return field_.at(revision_, [this](Field& field) {
        before_ = solver_->save();
        solver_->evaluate(rows_, model(), field);
    });
}

Cloud HostMotion::detach_rows() {
    Cloud copy = rows_;
    std::swap(copy, rows_);
    return copy;
}

StateSums HostMotion::sums(const LeadingSpace& space) {
    return measure_tokens(rows_, model(), field(), space);
}

void HostMotion::copy_tokens(std::vector<float>& positions, std::vector<float>& speed) {
    const Field& here = field();
    positions.resize(3 * size());
    speed.resize(size());
    const auto copy = [&](std::size_t row, std::size_t token) {
        const Vec3 x = rows_.token(row);
        for (std::size_t k = 0; k < 3; ++k) positions[3 * token + k] = static_cast<float>(x[k]);
        speed[token] = static_cast<float>(norm(velocity_of(x, model().V, here.attention.at(row))));
    };
    if (order_.plain())
        for_each_token(size(), [&](std::size_t t) { copy(t, t); });
    else  // writes jump, but reads, three times as many, stream
        for_each_token(size(), [&](std::size_t i) { copy(i, static_cast<std::size_t>(order_.token_of_row()[i])); });
}

std::vector<double> HostMotion::masses() const {
    std::vector<double> mass(rows_.masses().begin(), rows_.masses().end());
    const std::span<const std::int32_t> token = order_.token_of_row();
    for (std::size_t i = 0; i < std::min(mass.size(), token.size()); ++i)
        mass[static_cast<std::size_t>(token[i])] = rows_.masses()[i];
    return mass;
}

SolverReport HostMotion::report() const {
    SolverReport report = solver_->report();
    report.backend_reason = why_not_;
    return report;
}

std::vector<double> HostMotion::suspicion(ErrorSearch search) {
    return search == ErrorSearch::quick ? solver_->FieldSolver::suspicion(rows_, model(), field())
                                        : solver_->suspicion(rows_, model(), field());
}

Motion::State HostMotion::save() {
    return {rows_, order_, field_.holds(revision_) ? before_ : solver_->save(), {}};
}

/// A device that refused these steps, or was lost, is asked again.
bool HostMotion::restore(const State& state, const Scene& scene) {
    if (state.flow || has_device_factory()) return false;
    if (const FixedSteps steps(scene); !(steps == steps_)) take(steps);
    rows_ = state.rows;
    order_ = state.order;
    solver_->restore(state.solver.get());
    ++revision_;
    return true;
}

/// Causal sums need the order of tokens.
bool HostMotion::change(const Scene& scene) {
    const FixedSteps steps(scene);
    const bool other_for_device = has_device_factory() && !steps.alike_for_device(steps_);
    if (steps.method == Method::adaptive || other_for_device || (steps.model.causal && !order_.plain())) return false;
    take(steps);
    return true;
}

}  // namespace coalesce
