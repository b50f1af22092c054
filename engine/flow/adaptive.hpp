#pragma once

#include <cstdint>
#include <memory>

#include "field/lumped.hpp"
#include "flow/confinement.hpp"
#include "flow/dormand_prince.hpp"
#include "flow/lumps.hpp"
#include "model/scene.hpp"

namespace coalesce {

/// A cloud in adaptive time: steps of an embedded Runge–Kutta pair that grow from the alignment phase, O(1), to the
/// pairing phase, O(e^{cβ}).
///
/// A step h is accepted when its estimated error of every token's angle is at most tolerance · min(h, 1): per unit of
/// time while steps are short, per step where a step spans decades. Tokens that have become one are lumped, and tokens
/// that have arrived at an invariant E_max stay in it: what is left moves as slowly as the phase does, so nothing else
/// bounds a step. Causal attention is neither lumped nor confined, since tokens at one place see different pasts.
class AdaptiveFlow {
  public:
    /// @throws InputError  where the model has noise
    AdaptiveFlow(const Cloud& tokens, const Model& model, const TimeSpec& time, const SolverSpec& solver);

    /// What steps go on from; field and velocities are computed anew.
    struct State {
        Lumps lumps;
        Cloud inside;  ///< lumps in the coordinates of a circle that they are confined to
        Confinement confinement;
        FieldMatrices matrices;
        double next = 0, last_ratio = 1;
        std::size_t bytes() const { return lumps.bytes() + inside.bytes(); }
    };
    /// A flow in a saved state; it goes on to the same bits as the one that was saved.
    AdaptiveFlow(const State& state, const Model& model, const TimeSpec& time, const SolverSpec& solver);
    State save() const;

    /// One step, no longer than `most`.
    /// @return  its length
    /// @throws RunError where no step is short enough
    double step(double most);

    /// The lumps and their field and velocities, in the coordinates of the tokens.
    const Lumps& lumps() const { return lumps_; }
    const Field& field() const { return field_; }
    const Vectors& velocity() const { return velocity_; }
    SolverReport report() const;

    /// Lumps closer than this become one, tokens closer than this to E_max are there; radians.
    double lump_radius() const { return radius_; }

  private:
    bool few() const { return lumps_.size() <= few_tokens; }
    void evaluate(const Cloud& cloud, Field& field, ScaledVelocities& velocity);
    void refresh();
    void accept();
    void lump();
    void confine();
    double allowed_error(double h) const;
    double step_factor(double ratio, double h);

    Model model_;
    LeadingSpace space_;
    double tolerance_, radius_;
    std::unique_ptr<FieldSolver> solver_;
    FieldMatrices matrices_;  ///< in the coordinates of moving_
    Confinement confinement_;
    Lumps lumps_;
    Cloud moving_;  ///< lumps in the coordinates of the confinement
    DormandPrince scheme_;
    ScaledVelocities slope_;  ///< of moving_
    Field field_;
    Vectors velocity_;
    double next_, last_ratio_ = 1;
};

}  // namespace coalesce
