#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "field/field.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

/// Picks meshes by what they cost and by the error they will have.
///
/// Interpolation of order p errs by C_p (k h)^p for a field of wave number k. A measured error tells k, and k tells the
/// error of every other mesh. Costs are in pairs of a single-precision direct sum.
class MeshChoice {
  public:
    MeshChoice(const SolverSpec& spec, const Model& model, int dimension, std::size_t tokens);

    /// Of the sums from node to node: single where its bound 5e-7 (1 + β‖B‖) is at most half of the tolerance.
    Precision precision() const { return precision_; }
    double tolerance() const { return tolerance_; }

    /// Before anything was measured: the cheapest mesh that should do by the width of the kernel, else the finest that
    /// is cheaper than the direct sum, which is what tells; nothing where none is.
    std::optional<MeshGrid> first() const;
    /// A mesh was seen to have this error and to sum over so many pairs of nodes.
    void learn(const MeshGrid& grid, double error, double pairs);
    /// The cheapest mesh that is expected to meet the tolerance and, after a failure, is finer than what failed;
    /// nothing where there is none, or the direct sum is cheaper (also where the scene asks for mesh: a mesh that costs
    /// more than the direct sum has no use).
    std::optional<MeshGrid> best() const;
    /// Expected cost of a mesh step, and what it must be below to be preferred to a direct one.
    double cost(const MeshGrid& grid) const;
    double direct_cost() const;

  private:
    double expected_error(const MeshGrid& grid) const;
    double token_cost(const MeshGrid& grid) const;
    std::vector<MeshGrid> grids() const;

    int dimension_;
    double tokens_, tolerance_, sharpness_;
    Precision precision_, direct_precision_;
    bool mutual_;  ///< direct pairs share their exponential
    double wave_number_ = 0;
    double pairs_ = 0;   ///< of the last mesh per (n + p)^(2(d-1)), what they grow like
    double failed_ = 0;  ///< expected error of the last mesh that failed; 0: none did
};

}  // namespace coalesce
