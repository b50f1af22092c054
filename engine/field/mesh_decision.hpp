#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "field/field.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

class MeshChoice;

/// Tokens that tell the error of a mesh, at most three times `each`: some evenly spread by index, for what most see;
/// some of `firsts`, the first token of every cell that holds any by rising index, for what stragglers see; and those
/// of the roughest cells.
std::vector<std::size_t> telling_tokens(std::size_t count, std::size_t each, std::span<const std::size_t> firsts,
                                        std::span<const double> roughness_of_firsts);

/// Largest error of a velocity among some tokens, in units of ‖V‖; a NaN is an error too.
double velocity_error(const Model& model, std::span<const Vec3> token, std::span<const Vec3> attention,
                      std::span<const Vec3> exact);

/// One cloud's fields, computed by whatever processor has it.
class FieldByMesh {
  public:
    /// Tokens of each kind that the error is measured on.
    static constexpr std::size_t samples = 32;

    virtual ~FieldByMesh() = default;
    virtual void evaluate(const MeshGrid& grid, Precision precision, double negligible) = 0;
    virtual void evaluate_direct() = 0;
    // Of the last evaluation by a mesh:
    /// velocity_error of telling_tokens.
    virtual double error() = 0;
    virtual double roughness() = 0;
    /// The same of a recent evaluation by the same mesh, where the last one's would have to be waited for.
    virtual double recent_roughness() { return roughness(); }
    /// Pairs of nodes that it summed over.
    virtual double pairs() = 0;
};

/// Chooses, from evaluation to evaluation, between meshes and the direct sum (MeshSolver has the rules).
class MeshDecision {
  public:
    explicit MeshDecision(const SolverSpec& spec) : spec_(spec) {}

    /// After a throw the next evaluation goes by what held before.
    /// @throws InputError  where the scene asks for a mesh and, at a cloud's first evaluation, rounding keeps meshes
    /// from
    ///                     the tolerance. Later on, and where the direct sum is merely cheaper, that is taken, and the
    ///                     standing has the reason.
    void evaluate(const Model& model, std::size_t count, int dimension, FieldByMesh& field);

    /// What the next evaluation goes by, and the last one went by.
    struct Standing {
        std::optional<MeshGrid> grid;  ///< none: direct
        Precision precision = Precision::single_;
        std::optional<Model> model;  ///< that the mesh was chosen for, with the count and the dimension
        std::size_t count = 0;
        int dimension = 0;
        int since_check = 0, next_check = 0;
        double roughness = 0;  ///< of the field when it was last measured
        std::optional<double> error;
        std::string reason;  ///< why not the mesh that was asked for
    };
    const Standing& standing() const { return now_; }
    void restore(const Standing& standing) { now_ = standing; }
    /// Part of a sum that far pairs may lack: far below what the tolerance allows m to be off.
    double negligible() const { return 0.01 * spec_.tolerance; }

  private:
    struct Task;
    void decide(const Task& task);
    void choose(const Task& task);
    double try_meshes(std::optional<MeshGrid> next, MeshChoice& choice, const Task& task);
    bool evaluate_by(const MeshGrid& tried, MeshChoice& choice, const Task& task);
    void evaluate_direct(const Task& task, const std::string& reason);
    void refuse_below_rounding(const Model& model) const;
    void refuse(double reached) const;

    SolverSpec spec_;
    Standing now_;
};

}  // namespace coalesce
