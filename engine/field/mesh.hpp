#pragma once

#include "field/field.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

/// Softmax attention in O(N) (design: papers.md §1, the attention of every token is the gradient of one function):
/// masses are deposited on a mesh of the sphere, the nodes that carry mass are summed at the nodes that tokens read
/// from, and F and m = ∇F, not their exponentials, are interpolated back at the tokens. Interpolating F and m needs no
/// common scale, so that targets may look at empty space at any β.
///
/// The mesh follows from a tolerance: orders and spacings are judged by the error measured on sampled tokens against
/// direct double sums, from which an effective wave number of the field is estimated; it is measured again every
/// `checked_every` evaluations. Where no mesh is cheaper than the direct sum, the direct sum is taken.
///
/// Lengths of tokens off the sphere (stages of a Runge–Kutta step) do not matter: the field is extended constantly
/// along rays, as smooth as the field itself. No causal masks: the attention of every token there is another function.
class MeshSolver final : public FieldSolver {
  public:
    /// @param spec  method mesh: refines as far as it takes; automatic: gives way to the direct sum where that is
    ///              cheaper
    explicit MeshSolver(const SolverSpec& spec);
    ~MeshSolver() override;
    void evaluate(const Cloud& cloud, const Model& model, Field& field) override;
    SolverReport report() const override;

    /// The mesh of the last evaluation; none: it was direct.
    std::optional<MeshGrid> grid() const;

    static constexpr int checked_every = 16;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
