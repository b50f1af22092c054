#include "coalesce/field/direct.hpp"
#include "coalesce/field/field.hpp"
#include "field/mesh_or_direct.hpp"

namespace coalesce {

bool always_direct(const SolverSpec& spec) {
    const bool exact = spec.method == Solver::automatic && spec.precision == Precision::double_;
    return spec.method == Solver::direct || exact;
}

std::unique_ptr<FieldSolver> make_solver(const SolverSpec& spec) {
    if (always_direct(spec)) return std::make_unique<DirectSolver>(spec.precision);
    return std::make_unique<MeshOrDirectSolver>(spec);
}

}  // namespace coalesce
