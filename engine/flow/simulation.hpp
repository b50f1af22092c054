#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "field/field.hpp"
#include "flow/adaptive.hpp"
#include "flow/integrator.hpp"
#include "model/scene.hpp"
#include "observe/clusters.hpp"
#include "observe/measurement.hpp"
#include "observe/phases.hpp"
#include "theory/alignment.hpp"

namespace coalesce {

/// A cloud in motion: Scene -> Cloud -> field -> step -> observers. Not thread-safe; LiveSimulation wraps it.
class Simulation {
  public:
    /// Draws the initial cloud. Throws InputError (law, file, a method or solver this version lacks).
    explicit Simulation(Scene scene);
    ~Simulation();

    const Scene& scene() const { return scene_; }
    const Cloud& cloud() const;
    const Cloud& initial_cloud() const { return initial_; }
    const LeadingSpace& leading_space() const { return space_; }
    double time() const { return time_; }
    std::uint64_t steps() const { return steps_; }

    /// One step of scene().time.dt, or of `dt` when given. Adaptive: one step of the length that its error allows, or
    /// as many as `dt` takes.
    void step();
    void step(double dt);
    /// One step that does not pass `time`; it lands there exactly. Does nothing in the past.
    void step_towards(double time);
    /// Whole steps of dt, and a last shorter one when `time` is not a multiple of dt away. Does nothing in the past.
    void advance_to(double time);
    /// Back to the initial cloud at time 0.
    void reset();

    /// Takes a scene whose tokens and dimension are the same; acts at the next step.
    void change(const Model& model, const TimeSpec& time, const SolverSpec& solver);
    /// Radians; 0: 1/sqrt(β).
    void set_linking_angle(double angle);

    /// Field, velocities and measurement of the present state, computed once per state.
    const Field& field();
    const Vectors& velocity();
    const Measurement& measure();
    const Clustering& clustering();
    /// Tokens that the field is computed for: lumps in adaptive time, else all.
    std::size_t live_tokens() const { return live_cloud().size(); }

    /// Phases so far, in order; the last one ends at the last measurement. Adaptive steps are measured one by one,
    /// fixed ones when measure() is called.
    const std::vector<Phase>& phases() const { return phases_.phases(); }
    /// Merges of clusters in the pairing phase, in order.
    const std::vector<Merge>& merges() const { return merges_.merges(); }

    /// As the solver reports, the field error measured now on `samples` tokens against a double sum.
    SolverReport report(int samples = 32);

  private:
    void set_origin(double time);
    void state_changed();
    void land_on(double time);
    const Cloud& live_cloud() const { return flow_ ? flow_->lumps().cloud() : cloud_; }
    const Field& live_field();
    const Vectors& live_velocity();
    Clustering link_tokens(double angle, Clustering& live) const;
    void observe_phases(double residual);

    Scene scene_;
    Cloud initial_;
    mutable Cloud cloud_;  ///< adaptive: brought up to date when asked for
    LeadingSpace space_;
    std::unique_ptr<FieldSolver> solver_;
    std::unique_ptr<Integrator> integrator_;
    std::unique_ptr<AdaptiveFlow> flow_;  ///< adaptive time; solver_ and integrator_ then rest
    ClusterTracker tracker_;
    PhaseTracker phases_;
    MergeTracker merges_;
    double linking_angle_ = 0;
    double time_ = 0, time_origin_ = 0;
    std::uint64_t steps_ = 0, steps_since_origin_ = 0;
    double last_step_;
    mutable bool cloud_fresh_ = true;
    bool field_fresh_ = false, velocity_fresh_ = false, measurement_fresh_ = false, clustering_fresh_ = false;
    Field field_;
    Vectors velocity_;
    Measurement measurement_;
    Clustering clustering_, live_clustering_;
};

/// Absolute velocity error of `field` in units of ‖V‖: the maximum over `samples` tokens, evenly spread by index,
/// against a double-precision direct sum with a log scale of its own.
double measured_field_error(const Cloud& cloud, const Model& model, const Field& field, int samples);

}  // namespace coalesce
