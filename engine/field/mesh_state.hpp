#pragma once

#include "coalesce/field/field.hpp"
#include "field/mesh_policy.hpp"

namespace coalesce {

/// State of MeshOrDirectSolver.
struct MeshState final : FieldSolver::State {
    explicit MeshState(const MeshPolicy::Standing& now) : standing(now) {}
    MeshPolicy::Standing standing;
};

}  // namespace coalesce
