#pragma once

#include "coalesce/field/field.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

/// Computes the field by a mesh in O(N), or directly (DirectSolver) where no mesh meets the tolerance at a lower cost.
/// MeshPolicy decides, and checks its choice as the tokens move.
///
/// A mesh uses that the attention of every token is the gradient of one function F (field.hpp): masses are deposited on
/// a mesh of the sphere, the nodes that carry mass are summed at the nodes that tokens read from, and F and m = ∇F, not
/// their exponentials, are interpolated at the tokens. Interpolating F and m needs no common scale, so that any β works
/// even where targets attend to empty regions.
///
/// Lengths of tokens off the sphere (stages of a Runge–Kutta step) are ignored: the field is extended constantly along
/// rays. Causal masks are not supported: the attention of every token is then the gradient of another function.
class MeshOrDirectSolver final : public FieldSolver {
  public:
    explicit MeshOrDirectSolver(const SolverSpec& spec);
    ~MeshOrDirectSolver() override;
    void evaluate(const Cloud& cloud, const Model& model, Field& field) override;
    SolverReport report() const override;
    std::shared_ptr<const State> save() const override;
    void restore(const State* state) override;
    std::span<const std::int32_t> scattered_keys() const override;
    /// Compares a mesh's field with that of another mesh, of another order. Takes the time of an evaluation and
    /// as much memory again.
    std::vector<double> suspicion(const Cloud& cloud, const Model& model, const Field& field) override;

    /// The mesh of the last evaluation; nullopt: it was direct.
    std::optional<MeshGrid> grid() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
