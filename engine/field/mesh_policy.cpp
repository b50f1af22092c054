#include "field/mesh_policy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "coalesce/model/error.hpp"
#include "field/mesh_cost_model.hpp"

namespace coalesce {

namespace {

/// The largest error among all tokens exceeds that among the samples; this factor is kept between them.
constexpr double safety = 5;
/// A mesh in use is left for one that costs less than this part of its own cost.
constexpr double worth_changing = 0.8;
/// A field rougher than at its last measurement by this factor is measured again at once.
constexpr double notable_roughness = 1.5;
/// Below this count no mesh beats the direct sum at any β.
constexpr std::size_t least_tokens = 300;
/// Above this β‖B‖ no mesh resolves the kernel.
constexpr double sharpest = 1e7;
/// Number of meshes tried before the direct sum is taken.
constexpr int most_trials = 8;
/// Errors below this that a finer mesh does not halve are taken for rounding, which no mesh improves.
constexpr double rounding_counts = 1e-4;
/// Errors within this factor of each other count as unchanged.
constexpr double alike = 2;

}  // namespace

struct MeshPolicy::Task {
    const Model& model;
    std::size_t count;
    int dimension;
    FieldOfCloud& field;

    bool is_about(const Standing& now) const {
        return now.model && *now.model == model && now.count == count && now.dimension == dimension;
    }
};

/// Refuses a tolerance below the rounding of any double sum, whatever the mesh: an exponent β<Qx,Ky> is rounded by
/// β‖Q^T K‖ ε, and so are the sum's weights.
void MeshPolicy::refuse_below_rounding(const Model& model) const {
    if (spec_.method != Solver::mesh) return;
    const double rounding = std::numeric_limits<double>::epsilon() * (1 + model.beta * score_bound(model));
    if (spec_.tolerance >= rounding) return;
    char text[256];
    std::snprintf(text, sizeof text,
                  "solver.tolerance: found %.3g, but no mesh meets that here (solver.method: mesh): the smallest error "
                  "that rounding leaves is %.2g; expected a larger tolerance, or auto or direct as solver.method",
                  spec_.tolerance, rounding);
    throw InputError(text);
}

/// Refuses a scene that asks for a mesh where none meets its tolerance; `reached` is the smallest error measured.
void MeshPolicy::refuse(double reached) const {
    char text[256];
    std::snprintf(text, sizeof text,
                  "solver.tolerance: found %.3g, but no mesh meets that here (solver.method: mesh): the smallest error "
                  "that one reached is %.2g; expected a larger tolerance, or auto or direct as solver.method",
                  spec_.tolerance, reached);
    throw InputError(text);
}

void MeshPolicy::evaluate_direct(const Task& task, const std::string& reason) {
    now_.grid.reset();
    now_.error.reset();
    now_.reason = spec_.method == Solver::mesh ? reason : std::string();
    task.field.evaluate_direct();
}

/// Evaluates by `tried` and measures its error.
/// @return  true if the mesh meets the tolerance; the field is then the mesh's
bool MeshPolicy::evaluate_by(const MeshGrid& tried, MeshCostModel& costs, const Task& task) {
    now_.grid = tried;
    task.field.evaluate_by_mesh(tried, now_.precision, negligible());
    now_.error = task.field.error();
    now_.reason.clear();
    now_.roughness = task.field.roughness();
    costs.learn(tried, safety * *now_.error, task.field.pairs());
    return safety * *now_.error <= costs.tolerance();
}

/// Tries meshes, each the cheapest given the measurements so
/// far, until one meets the tolerance and none is much cheaper.
/// @return  if rounding keeps all of them from the tolerance, the smallest error left, times `safety`; else 0
double MeshPolicy::try_meshes(std::optional<MeshGrid> next, MeshCostModel& costs, const Task& task) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::optional<MeshGrid> good;
    double least = infinity, spacing = infinity;
    bool stuck = false;
    for (int trial = 0; next && trial < most_trials; ++trial) {
        const MeshGrid tried = *next;
        const bool met = evaluate_by(tried, costs, task);
        const double left = safety * *now_.error;
        stuck = !met && left < rounding_counts && left > least / 2 && tried.spacing() < spacing;
        least = std::min(least, left);
        spacing = std::min(spacing, tried.spacing());
        next = costs.best();
        if (met && (!next || costs.cost(*next) > worth_changing * costs.cost(tried))) {
            if (costs.cost(tried) < costs.direct_cost()) return 0;
            break;
        }
        if (met) good = tried;
        if (!met && good) {  // the cheaper candidate failed: back to the good mesh
            evaluate_by(*good, costs, task);
            return 0;
        }
    }
    if (!stuck || least <= costs.tolerance()) {
        evaluate_direct(task, "the direct sum is cheaper than any mesh that may reach the tolerance");
        return 0;
    }
    evaluate_direct(task, "rounding keeps meshes from the tolerance");
    return least;
}

void MeshPolicy::choose(const Task& task) {
    MeshCostModel costs(spec_, task.model, task.dimension, task.count);
    const bool same = task.is_about(now_);
    const Standing before = now_;
    now_.model = task.model;
    now_.count = task.count;
    now_.dimension = task.dimension;
    now_.precision = costs.precision();
    now_.since_check = 0;
    const double left = try_meshes(same && now_.grid ? now_.grid : costs.first(), costs, task);
    if (left > 0 && spec_.method == Solver::mesh && !before.model) refuse(left);
    // A mesh that stays with its error, and a direct sum that stays, are checked less and less often.
    const bool stays = same && before.grid.has_value() == now_.grid.has_value() &&
                       (!now_.grid || (*now_.grid == *before.grid && *now_.error <= alike * *before.error &&
                                       *before.error <= alike * *now_.error));
    now_.next_check = stays ? std::min(2 * before.next_check, checked_every) : checked_after;
}

void MeshPolicy::evaluate(const Model& model, std::size_t count, int dimension, FieldOfCloud& field) {
    const Standing before = now_;
    try {
        decide({model, count, dimension, field});
    } catch (...) {
        now_ = before;
        throw;
    }
}

void MeshPolicy::decide(const Task& task) {
    const Model& model = task.model;
    const std::size_t count = task.count;
    FieldOfCloud& field = task.field;
    const bool hopeless = !(model.beta * score_bound(model) < sharpest);
    if (model.causal) return evaluate_direct(task, "a causal mask leaves every token a field of its own");
    if (count < least_tokens) return evaluate_direct(task, "the direct sum is cheaper for fewer than 300 tokens");
    if (hopeless) return evaluate_direct(task, "no mesh resolves β‖Q^T K‖ > 1e7");
    if (!now_.model) refuse_below_rounding(model);
    if (!task.is_about(now_) || ++now_.since_check >= now_.next_check) return choose(task);
    if (!now_.grid) return field.evaluate_direct();
    field.evaluate_by_mesh(*now_.grid, now_.precision, negligible());
    if (field.recent_roughness() > notable_roughness * now_.roughness) choose(task);
}

}  // namespace coalesce
