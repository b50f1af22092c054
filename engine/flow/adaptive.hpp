#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "coalesce/field/lumped.hpp"
#include "coalesce/model/scene.hpp"
#include "flow/confinement.hpp"
#include "flow/dormand_prince.hpp"
#include "flow/lumps.hpp"
#include "flow/rest.hpp"
#include "flow/rosenbrock.hpp"

namespace coalesce {

/// An implicit step of this many tokens, (d - 1) unknowns each, takes some ten milliseconds.
inline constexpr std::size_t most_implicit = 64;

/// A cloud in adaptive time: an embedded Runge–Kutta pair whose steps grow from the alignment phase, O(1), to the
/// pairing phase, O(e^{cβ}).
///
/// A step h is accepted if its estimated error of every token's angle is at most ε · min(h max(‖V‖,
/// 1), 1): per unit of time while steps are short, per step once a step spans decades. ε is the
/// tolerance, at most 0.0025/(β‖Q^T K‖): larger errors of angles change weights, and with them all
/// later motion, by more than a quarter of a per cent. Tokens that have merged are lumped, tokens that
/// have arrived at an invariant E_max stay in it, and a cloud that has arrived at a fixed point rests
/// (resting_place): the remaining motion is as slow as its phase. If steps of at most most_implicit
/// tokens still stop growing, because tokens that do not rest are held by a fast attraction (general Q
/// and V), they are taken linearly implicit (Rosenbrock) while those are longer. Causal attention is
/// neither lumped nor confined, since tokens at one place see different pasts.
class AdaptiveFlow {
  public:
    /// @throws InputError  if the model has noise
    /// @throws Stopped
    AdaptiveFlow(const Cloud& tokens, const Model& model, const TimeSpec& time, const SolverSpec& solver,
                 StopToken stop = {});

    /// Tells whether explicit steps still grow, and counts tries of implicit ones.
    struct Plateau {
        bool implicit = false;
        double height = 0;             ///< steps stay within a factor of 1.5 of this length
        int steps = 0, patience = 16;  ///< steps in a row at that length; number after which an implicit one is tried
    };

    /// State from which steps continue; field and velocities are recomputed.
    struct State {
        template <class Archive>
        void serialize(Archive& archive);  // flow/archive.hpp

        Lumps lumps;
        Cloud inside;  ///< lumps in the coordinates of their circle, if confined to one
        Confinement confinement;
        FieldMatrices matrices;
        double next = 0, last_ratio = 1;
        int since_look = 0, next_look = 0;
        Plateau plateau;
        std::optional<RestingPlace> rest;
        std::shared_ptr<const FieldSolver::State> solver;  ///< before it computed the present field
        std::size_t bytes() const { return lumps.bytes() + inside.bytes(); }
    };
    /// Restores a flow from a saved state; it continues with the same bits as the saved one.
    AdaptiveFlow(const State& state, const Model& model, const TimeSpec& time, const SolverSpec& solver,
                 StopToken stop = {});
    State save() const;

    /// Takes one step, no longer than `most`.
    /// @return  length of the step
    /// @throws RunError if no step is short enough
    /// @throws Stopped  if a stop is requested; no step is taken then
    double step(double most);
    void set_stop(StopToken stop) { solver_->set_stop(stop); }

    /// All tokens after `part`, in [0, 1], of the last step, by its dense output; tokens merged at its end are still
    /// apart. Before the first step: the present tokens.
    Cloud tokens_at(double part) const;

    /// Lumps, their field and their velocities, in the coordinates of the tokens.
    const Lumps& lumps() const { return lumps_; }
    const Field& field() const { return field_; }
    const Vectors& velocity() const { return velocity_; }
    SolverReport report() const;
    /// Returns FieldSolver::suspicion of the lumps. The second function takes only rounding into account, and needs no
    /// evaluation by the mesh.
    std::vector<double> suspicion();
    std::vector<double> suspicion_of_rounding();

    /// Lumps closer than this merge, tokens closer than this to E_max have arrived; radians. Four times ε: an explicit
    /// scheme holds approaching tokens at the distance that its error estimate just passes, 2.2 ε.
    double lump_radius() const { return radius_; }

    /// The fixed point at which the cloud rests, from the step that found it on; it never moves again.
    const std::optional<RestingPlace>& rest() const { return rest_; }

    /// Lumps after `part` of the last step, in the coordinates of the tokens.
    Cloud lumps_at(double part) const;
    /// Lump of every token during the last step.
    std::span<const std::int32_t> label_then() const {
        return label_then_.empty() ? lumps_.label() : std::span<const std::int32_t>(label_then_);
    }

  private:
    bool few() const { return lumps_.size() <= few_tokens; }
    void evaluate(const Cloud& cloud, Field& field, ScaledVelocities& velocity);
    void refresh();
    void accept();
    void settle();
    void lump();
    void confine();
    void look_for_rest();
    std::optional<double> implicit_step(double most);
    void try_implicit(double h);
    void go_on_explicitly();
    double allowed_error(double h) const;
    double step_factor(double ratio, double h);

    Model model_;
    LeadingSpace space_;
    Solver asked_solver_;
    double asked_tolerance_, tolerance_, radius_;
    double pace_;  ///< bound on a token's speed, radians per unit of time, at least 1
    std::unique_ptr<FieldSolver> solver_;
    std::shared_ptr<const FieldSolver::State> before_;  ///< solver's state before its last evaluation
    FieldMatrices matrices_;                            ///< in the coordinates of moving_
    Confinement confinement_;
    Lumps lumps_;
    Cloud moving_;  ///< lumps in the coordinates of the confinement
    DormandPrince scheme_;
    Rosenbrock implicit_;
    ScaledVelocities slope_;  ///< velocities of moving_
    Field field_;
    Vectors velocity_;
    double next_, last_ratio_ = 1;
    int since_look_ = 0, next_look_ = 16;
    std::optional<RestingPlace> rest_;
    Plateau plateau_;
    bool stepped_ = false;                  ///< scheme_ holds an accepted step, or
    bool stepped_implicitly_ = false;       ///< implicit_ holds it
    std::vector<std::int32_t> label_then_;  ///< lump of every token during the last step, if lumps merged at its end
    Confinement confined_then_;
};

}  // namespace coalesce
