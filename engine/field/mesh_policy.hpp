#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "coalesce/field/field.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

class MeshCostModel;

/// The field of one cloud, by a mesh or by direct sums, on the host or on the device.
class FieldOfCloud {
  public:
    /// Tokens of each kind (telling_tokens) that the error is measured on.
    static constexpr std::size_t samples = 32;

    virtual ~FieldOfCloud() = default;
    /// Evaluates by a mesh.
    /// @param precision   of the node-to-node sums; single or double
    /// @param negligible  part of a node's sum that may be left out (far pairs at large β)
    virtual void evaluate_by_mesh(const MeshGrid& grid, Precision precision, double negligible) = 0;
    /// Evaluates by the direct sum.
    virtual void evaluate_direct() = 0;
    // The rest refers to the last evaluation by a mesh:
    /// Returns velocity_error of the telling_tokens.
    virtual double error() = 0;
    /// Returns the largest difference of order p - 1 of m across an occupied cell (MeshField::roughness).
    virtual double roughness() = 0;
    /// Roughness of a recent evaluation by the same mesh, if waiting for the last one's would stall.
    virtual double recent_roughness() { return roughness(); }
    /// Number of pairs of nodes summed over.
    virtual double pairs() = 0;
};

/// Decides, from evaluation to evaluation, between meshes and the direct sum: orders and spacings by MeshCostModel,
/// from errors that it has measured.
///
/// The error measured on sampled tokens against direct double sums gives an effective wave number of the field. It is
/// measured again after `checked_after` evaluations, then, while it stays the same, after twice as many each time up to
/// `checked_every`; and at once when the field roughens. If no mesh is cheaper than the direct sum, the direct sum is
/// taken, and the choice is checked by the same schedule.
class MeshPolicy {
  public:
    /// Evaluations until a new mesh's error is measured again, and the longest interval between measurements.
    static constexpr int checked_after = 16, checked_every = mesh_check_interval;

    explicit MeshPolicy(const SolverSpec& spec) : spec_(spec) {}

    /// A throw restores the previous state.
    /// @throws InputError  if the scene asks for a mesh and, at a cloud's first evaluation, rounding keeps meshes from
    ///                     the tolerance. In later evaluations, and if the direct sum is merely cheaper, the direct
    ///                     sum is taken, and Standing::reason says why.
    void evaluate(const Model& model, std::size_t count, int dimension, FieldOfCloud& field);

    /// The choice in force: made by the last evaluation, used by the next one.
    struct Standing {
        std::optional<MeshGrid> grid;  ///< nullopt: direct
        Precision precision = Precision::single_;
        std::optional<Model> model;  ///< model that the mesh was chosen for, with count and dimension
        std::size_t count = 0;
        int dimension = 0;
        /// Evaluations since the error was measured, and the number at which it is measured again.
        int since_check = 0, next_check = 0;
        double roughness = 0;         ///< roughness of the field at the last measurement
        std::optional<double> error;  ///< last measured error, in units of ‖V‖; nullopt: none yet
        std::string reason;           ///< reason for the direct sum if the mesh was asked for
    };
    const Standing& standing() const { return now_; }
    /// Restores a choice that standing() returned.
    void restore(const Standing& standing) { now_ = standing; }
    /// Part of a sum that far pairs may lack: 1 % of the tolerance on m.
    double negligible() const { return 0.01 * spec_.tolerance; }

  private:
    struct Task;
    void decide(const Task& task);
    void choose(const Task& task);
    double try_meshes(std::optional<MeshGrid> next, MeshCostModel& costs, const Task& task);
    bool evaluate_by(const MeshGrid& tried, MeshCostModel& costs, const Task& task);
    void evaluate_direct(const Task& task, const std::string& reason);
    void refuse_below_rounding(const Model& model) const;
    void refuse(double reached) const;

    SolverSpec spec_;
    Standing now_;
};

}  // namespace coalesce
