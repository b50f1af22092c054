#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "coalesce/field/field.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

/// Predicts cost and error of meshes, and picks the cheapest.
///
/// Interpolation of order p errs by C_p (k h)^p for a field of wave number k. A measured error gives k, and k gives the
/// error of every other mesh. Costs are in pairs of a single-precision direct sum.
class MeshCostModel {
  public:
    /// @param tokens  N
    MeshCostModel(const SolverSpec& spec, const Model& model, int dimension, std::size_t tokens);

    /// Precision of node-to-node sums: single while its bound 5e-7 (1 + β‖B‖) is at most half of the tolerance.
    Precision precision() const { return precision_; }
    /// Largest error that a mesh may have, in units of ‖V‖.
    double tolerance() const { return tolerance_; }

    /// First guess, before any measurement: the cheapest mesh expected to meet the tolerance by the width of the
    /// kernel, else the finest that is cheaper than the direct sum, to be measured; nullopt if none is.
    std::optional<MeshGrid> first() const;
    /// Records the measured error and the number of node pairs of a mesh.
    void learn(const MeshGrid& grid, double error, double pairs);
    /// The cheapest mesh expected to meet the tolerance and, after a failure, finer than the failed one or of higher
    /// order; nullopt if there is none or the direct sum is cheaper (also if the scene asks for mesh: a mesh dearer
    /// than the direct sum has no use).
    std::optional<MeshGrid> best() const;
    /// Expected cost of a mesh evaluation, and the cost that it must stay below to be preferred to a direct one.
    double cost(const MeshGrid& grid) const;
    double direct_cost() const;

  private:
    double expected_error(const MeshGrid& grid) const;
    double token_cost(const MeshGrid& grid) const;
    std::vector<MeshGrid> grids() const;

    int dimension_;
    double tokens_, tolerance_, sharpness_;
    Precision precision_, direct_precision_;
    bool mutual_;  ///< direct pairs share their exponential (direct.hpp)
    double wave_number_ = 0;
    double pairs_ = 0;   ///< pairs of the last mesh over (n + p)^(2(d-1)), to which they are proportional
    double failed_ = 0;  ///< largest spacing of a mesh that failed; 0: none failed
};

}  // namespace coalesce
