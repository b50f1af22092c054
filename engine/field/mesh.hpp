#pragma once

#include "field/field.hpp"
#include "field/mesh_grid.hpp"

namespace coalesce {

/// Softmax attention in O(N), since the attention of every token is the gradient of one function F (field.hpp):
/// masses are deposited on a mesh of the sphere, the nodes that carry mass are summed at the nodes that tokens read
/// from, and F and m = ∇F, not their exponentials, are interpolated back at the tokens. Interpolating F and m needs no
/// common scale, so that targets may look at empty space at any β.
///
/// The mesh follows from a tolerance: orders and spacings are judged by the error measured on sampled tokens against
/// direct double sums, from which an effective wave number of the field is estimated. It is measured again after
/// `checked_after` evaluations, then, as long as it stays as it is, after twice as many each time up to
/// `checked_every`; and at once when the field roughens. Where no mesh is cheaper than the direct sum, the direct sum
/// is taken (MeshChoice has the costs), and looked at again as seldom.
///
/// Lengths of tokens off the sphere (stages of a Runge–Kutta step) do not matter: the field is extended constantly
/// along rays, as smooth as the field itself. No causal masks: the attention of every token there is another function.
class MeshSolver final : public FieldSolver {
  public:
    explicit MeshSolver(const SolverSpec& spec);
    ~MeshSolver() override;
    void evaluate(const Cloud& cloud, const Model& model, Field& field) override;
    SolverReport report() const override;
    std::shared_ptr<const State> save() const override;
    void restore(const State* state) override;
    std::span<const std::int32_t> scattered_keys() const override;
    /// By a mesh: how far another one, of another order, is from it. As long as an evaluation, and takes as much memory
    /// again.
    std::vector<double> suspicion(const Cloud& cloud, const Model& model, const Field& field) override;

    /// The mesh of the last evaluation; none: it was direct.
    std::optional<MeshGrid> grid() const;

    static constexpr int checked_after = 16, checked_every = 128;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
