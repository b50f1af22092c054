#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "field/lumped.hpp"
#include "flow/confinement.hpp"
#include "flow/dormand_prince.hpp"
#include "flow/lumps.hpp"
#include "flow/rest.hpp"
#include "flow/rosenbrock.hpp"
#include "model/scene.hpp"

namespace coalesce {

/// Up to this many tokens an implicit step takes some ten milliseconds, of (d - 1) unknowns a token.
inline constexpr std::size_t most_implicit = 64;

/// A cloud in adaptive time: steps of an embedded Runge–Kutta pair that grow from the alignment phase, O(1), to the
/// pairing phase, O(e^{cβ}).
///
/// A step h is accepted when its estimated error of every token's angle is at most ε · min(h max(‖V‖, 1), 1): per unit
/// of time while steps are short, per step where a step spans decades. ε is the tolerance, or 0.0025/(β‖Q^T K‖) where
/// that is less: angles that are off by more than that change weights by more than a quarter of a per cent, and with
/// them all that is yet to come. Tokens that have become one are lumped, tokens that have arrived at an invariant E_max
/// stay in it, and a cloud that has arrived at a fixed point rests (resting_place): what is left moves as slowly as the
/// phase does. Where steps of up to most_implicit tokens stop growing all the same, because tokens that do not rest are
/// held by a fast attraction (general Q and V), they are taken linearly implicit (Rosenbrock) for as long as those are
/// longer. Causal attention is neither lumped nor confined, since tokens at one
/// place see different pasts.
class AdaptiveFlow {
  public:
    /// @throws InputError  where the model has noise
    /// @throws Stopped
    AdaptiveFlow(const Cloud& tokens, const Model& model, const TimeSpec& time, const SolverSpec& solver,
                 StopToken stop = {});

    /// Whether explicit steps still grow, and what has come of trying implicit ones.
    struct Plateau {
        bool implicit = false;
        double height = 0;             ///< the length that steps stay within a factor of 1.5 of
        int steps = 0, patience = 16;  ///< so many in a row; after so many an implicit one is tried
    };

    /// What steps go on from; field and velocities are computed anew.
    struct State {
        Lumps lumps;
        Cloud inside;  ///< lumps in the coordinates of a circle that they are confined to
        Confinement confinement;
        FieldMatrices matrices;
        double next = 0, last_ratio = 1;
        int since_look = 0, next_look = 0;
        Plateau plateau;
        std::optional<RestingPlace> rest;
        std::size_t bytes() const { return lumps.bytes() + inside.bytes(); }
    };
    /// A flow in a saved state; it goes on to the same bits as the one that was saved.
    AdaptiveFlow(const State& state, const Model& model, const TimeSpec& time, const SolverSpec& solver,
                 StopToken stop = {});
    State save() const;

    /// One step, no longer than `most`.
    /// @return  its length
    /// @throws RunError where no step is short enough
    /// @throws Stopped  where a stop was requested; no step is taken then
    double step(double most);
    void set_stop(StopToken stop) { solver_->set_stop(stop); }

    /// All tokens after `part`, in [0, 1], of the last step, by its dense output; tokens that became one at its end are
    /// still apart. Before the first step: where they are.
    Cloud tokens_at(double part) const;

    /// The lumps and their field and velocities, in the coordinates of the tokens.
    const Lumps& lumps() const { return lumps_; }
    const Field& field() const { return field_; }
    const Vectors& velocity() const { return velocity_; }
    SolverReport report() const;
    /// FieldSolver's, of lumps.
    std::vector<double> suspicion();

    /// Lumps closer than this become one, tokens closer than this to E_max are there; radians. Four times ε: an
    /// explicit scheme holds tokens that close in on each other at a distance that its error estimate just passes, 2.2
    /// ε.
    double lump_radius() const { return radius_; }

    /// The fixed point at which the cloud rests, since the step that found it there; it never moves again.
    const std::optional<RestingPlace>& rest() const { return rest_; }

    /// Lumps as they were during the last step, after `part` of it, in the coordinates of the tokens; and clusters of
    /// them as clusters of tokens.
    Cloud lumps_at(double part) const;
    Clustering expanded_then(const Clustering& lumps) const { return lumps_.expanded(lumps, label_then()); }
    /// The lump of every token during that step.
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
    double pace_;  ///< how many radians a token may move per unit of time, at least 1
    std::unique_ptr<FieldSolver> solver_;
    FieldMatrices matrices_;  ///< in the coordinates of moving_
    Confinement confinement_;
    Lumps lumps_;
    Cloud moving_;  ///< lumps in the coordinates of the confinement
    DormandPrince scheme_;
    Rosenbrock implicit_;
    ScaledVelocities slope_;  ///< of moving_
    Field field_;
    Vectors velocity_;
    double next_, last_ratio_ = 1;
    int since_look_ = 0, next_look_ = 16;
    std::optional<RestingPlace> rest_;
    Plateau plateau_;
    bool stepped_ = false;                  ///< scheme_ holds an accepted step, or
    bool stepped_implicitly_ = false;       ///< implicit_ does
    std::vector<std::int32_t> label_then_;  ///< of tokens during that step, where lumps merged at its end
    Confinement confined_then_;
};

}  // namespace coalesce
