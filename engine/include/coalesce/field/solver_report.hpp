#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "coalesce/model/scene.hpp"

namespace coalesce {

/// Describes how a field was computed, for the summary and the HUD.
struct SolverReport {
    Solver method = Solver::direct;            ///< direct or mesh, never automatic
    Precision precision = Precision::double_;  ///< resolved, never automatic
    std::string backend = "cpu";               ///< of the field, by its name in `--backend`
    std::string backend_reason;                ///< reason for this backend if another was asked for
    std::string solver_reason;                 ///< reason for the direct sum if the mesh was asked for
    std::optional<double> field_error;  ///< measured, radians per unit of time (field_error.hpp); nullopt: not measured
    std::size_t error_tokens = 0;       ///< tokens it was measured on; 0: some hundred, at the mesh's last check
    std::size_t mesh_bytes = 0;         ///< mesh: bytes that grow with its cells and nodes, not with the tokens
};

/// Effort spent on the error of a field.
enum class ErrorSearch {
    quick,    ///< some milliseconds; above 65 536 tokens the mesh's own estimate: a direct check costs 10 ns a pair
    thorough  ///< some half a second, and a mesh evaluation
};

/// Most evaluations between two measurements of a mesh's error by its solver (MeshPolicy).
inline constexpr int mesh_check_interval = 128;

}  // namespace coalesce
