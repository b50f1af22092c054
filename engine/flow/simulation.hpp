#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "field/field.hpp"
#include "flow/adaptive.hpp"
#include "flow/device.hpp"
#include "flow/integrator.hpp"
#include "flow/rows.hpp"
#include "flow/schedule.hpp"
#include "model/error.hpp"
#include "model/scene.hpp"
#include "observe/clusters.hpp"
#include "observe/groups.hpp"
#include "observe/lineage.hpp"
#include "observe/measurement.hpp"
#include "observe/phases.hpp"
#include "observe/state_sums.hpp"
#include "theory/alignment.hpp"

namespace coalesce {

/// A cloud in motion: Scene -> Cloud -> field -> step -> observers. Not thread-safe; LiveSimulation wraps it.
///
/// The run observes itself: phases, merges, lineage and the identities of clusters go by the states after every
/// adaptive step and after the fixed steps that is_observed_step names. Whoever looks at a state, and when, changes
/// neither these nor the motion.
///
/// Fixed steps are taken on a device where make_device_cloud has one for this scene. When it fails in a step, the step
/// throws, and the simulation is again where the tokens last came to the host, on the CPU from there on.
class Simulation {
  public:
    /// Draws the initial cloud. Throws InputError (law, file, a method or solver this version lacks).
    /// @param stop  as set_stop, from the first evaluation on
    explicit Simulation(Scene scene, StopToken stop = {});
    ~Simulation();

    const Scene& scene() const { return scene_; }
    /// All tokens, in their order. Large clouds lie in another order in memory, and lumps are fewer: a copy is then
    /// made once a state.
    const Cloud& cloud() const;
    /// The cloud at time 0; drawn again where it is large.
    Cloud initial_cloud() const;
    /// The tokens that observers other than sums look at, in their order: all, or of a large cloud most_observed, the
    /// same at every time (sample_tokens has the error of that).
    const Cloud& observed_cloud() const;
    const Cloud& observed_initial_cloud() const { return initial_; }
    const LeadingSpace& leading_space() const { return space_; }
    double time() const { return time_; }
    std::uint64_t steps() const { return steps_; }

    /// One step of scene().time.dt, or of `dt` when given. Adaptive: one step of the length that its error allows, or
    /// as many as `dt` takes.
    void step();
    void step(double dt);
    /// The same for the clock: the motion alone, from a state that the run does not come to observe.
    void step_unobserved();
    /// One step that does not pass `time`; it lands there exactly. Does nothing in the past. `time` is the run's end: a
    /// step that is shortened for a look in between would change the motion.
    void step_towards(double time);
    /// Steps up to the run's end: whole steps of dt, and a last shorter one when `time` is not a multiple of dt away.
    /// Does nothing in the past.
    void advance_to(double time);
    /// Back to the initial cloud at time 0.
    void reset();

    /// The tokens at a time within the last step, and in it alone: [time() - dt of the last step, time()],
    /// clamped. Adaptive: by the step's dense output (DormandPrince), whose error is of the order of the step's own;
    /// tokens that the step's end made one are still apart. Fixed steps: the present tokens. Changes nothing.
    Cloud state_at(double time) const;

    /// A cloud in adaptive time that has come to rest at a fixed point (resting_place), where it stays without steps.
    struct Rest {
        double since = 0;
        double distance = 0;  ///< how far the last step was from there, radians
        double rate = 0;      ///< slowest approach, per unit of time
    };
    const std::optional<Rest>& rest() const { return rest_; }

    /// A stop that is requested makes whatever computes a field throw Stopped within some 10 ms a thread, from then on
    /// and also in the midst of a step on the CPU, which is then not taken: the simulation is in the state before it.
    /// That state's own field may not be known yet; who wants it measured lifts the stop first, with set_stop({}).
    void set_stop(StopToken stop);

    /// Takes a scene whose tokens and dimension are the same; acts at the next step.
    void change(const Model& model, const TimeSpec& time, const SolverSpec& solver);
    /// Radians: tokens within it are linked to clusters. 0: clusters are groups that the eye tells apart (Groups).
    void set_linking_angle(double angle);

    /// All that steps go on from. At N = 10^4 some 0.4 MB; a few lumps in adaptive time cost no more than their labels.
    class State;
    State save() const;
    /// Back to a state of this simulation, saved since its construction, with the model and the time specification it
    /// had then. Fixed steps go on to the same bits as the first time, adaptive ones too as far as they end at the same
    /// times. The linking angle stays as it is.
    void restore(const State& state);

    /// Whether the run observes the present state.
    bool at_observed_step() const { return flow_ || is_observed_step(steps_); }

    /// Field, velocities and measurement of the present state, computed once per state.
    const Field& field();
    const Vectors& velocity();
    const Measurement& measure();
    /// Clusters of observed_cloud().
    const Clustering& clustering();
    /// The cluster of every token, an index into clustering().clusters: where only some tokens are observed, of those
    /// near by.
    std::vector<std::int32_t> labels();
    /// The identity of every token's cluster.
    std::vector<std::int32_t> identities();
    /// Positions (3N, interleaved, z = 0 on S^1) and speeds (N, radians per unit of time) of all tokens in their order.
    void copy_tokens(std::vector<float>& positions, std::vector<float>& speed);
    /// N masses in the order of tokens; empty when equal.
    void copy_masses(std::vector<float>& masses) const;
    /// Groups that the eye tells apart, whatever angle the user links at: what phases, merges and theory go by.
    Clustering width_clustering();
    /// Tokens that the field is computed for: lumps in adaptive time, else all.
    std::size_t live_tokens() const { return flow_ ? live_cloud().size() : count_; }

    // Observations up to the present state.
    /// Phases so far, in order; the last one ends now.
    const std::vector<Phase>& phases();
    /// Merges of clusters, in order.
    const std::vector<Merge>& merges() { return observers().merges.merges(); }
    /// Lives of groups that the eye tells apart, whatever angle the user links at.
    const std::vector<Branch>& lineage() { return observers().lineage.branches(); }

    enum class ErrorSearch {
        quick,    ///< some milliseconds; of more than most_observed tokens what the mesh measured of itself
        thorough  ///< some half a second, and a mesh's evaluation
    };
    /// The solver's report, with the field error measured now (measured_field_error). None where no velocity differs at
    /// all from the more exact one: that tells of no error, and of no measurement either; and where a stop is
    /// requested meanwhile.
    SolverReport report(ErrorSearch search = ErrorSearch::thorough);

    /// Where the tokens live; nullptr: in the processor's memory, for the reason that report() has.
    DeviceCloud* device() { return device_.get(); }
    const DeviceCloud* device() const { return device_.get(); }
    /// Of a device that failed in anything but a step: goes on on the CPU, from where the tokens last came to the host.
    void lose_device(const std::string& why);
    /// What `action` gives; where the device fails in it, it is lost, and the action done again on the CPU.
    template <class Action>
    auto despite_device(const Action& action) {
        try {
            return action();
        } catch (const RunError& error) {
            if (!device_) throw;
            lose_device(error.what());
        }
        return action();
    }

  private:
    /// State of the observers, which goes on from one observed state to the next.
    struct Observers {
        explicit Observers(PhaseRules rules) : phases(std::move(rules)) {}
        std::size_t bytes() const;

        ClusterTracker clusters;       ///< groups that the eye tells apart
        ClusterTracker user_clusters;  ///< linked at the user's angle, where that is another
        PhaseTracker phases;
        MergeTracker merges;
        Lineage lineage;
    };

    void start(Cloud tokens);
    bool links_at_width() const;
    double linked_at() const;
    void set_origin(double time);
    void state_changed();
    void step_fixed(double dt);
    const Cloud& live_cloud() const { return flow_ ? flow_->lumps().cloud() : rows(); }
    const Cloud& rows() const;
    void rows_noted() const;
    void move_to_device();
    void step_on_device(double dt);
    const Field& live_field();
    const Vectors& live_velocity();
    /// The row of every token in the live cloud; empty: row t is token t.
    std::span<const std::int32_t> live_rows() const { return flow_ ? flow_->lumps().label() : order_.row_of_token(); }
    bool samples_tokens() const { return sample_.size() < count_; }
    Clustering link_tokens(double angle, Clustering& live) const;
    Clustering group_tokens(Clustering& live, double& crowding) const;
    double spread_in_leading_space(const Clustering& live) const;
    const Clustering& linked();
    StateSums sums_of_lumps() const;
    Groups group_lumps(const Cloud& lumps, std::span<const std::int32_t> label) const;
    const Observers& observers();
    void observe(double residual, double mean_speed);
    void observe_if_possible();
    void observe_within_step(double from);
    void step_taken(double dt);
    SolverReport measured_report(ErrorSearch search);

    Scene scene_;
    std::size_t count_ = 0;
    std::vector<std::uint32_t> sample_;  ///< observed tokens
    Cloud initial_;                      ///< of the observed tokens
    Cloud read_;                         ///< all tokens at time 0, where they are many and came from a file
    mutable Cloud rows_;                 ///< fixed steps: the tokens in order_; on a device: as they last came from it
    std::unique_ptr<DeviceCloud> device_;
    std::string device_reason_;  ///< why there is none
    TokenOrder order_;
    mutable Cloud cloud_, observed_;  ///< brought up to date when asked for, where they are not rows_
    LeadingSpace space_;
    std::unique_ptr<FieldSolver> solver_;
    std::unique_ptr<Integrator> integrator_;
    std::unique_ptr<AdaptiveFlow> flow_;  ///< adaptive time; solver_ and integrator_ then rest
    Observers observers_;
    bool observation_due_ = true;  ///< the present state is to be observed, when it is first looked at or left
    std::vector<Phase> phases_;    ///< extended to the present
    StopToken stop_;
    std::optional<Rest> rest_;
    double linking_angle_ = 0;
    double time_ = 0, time_origin_ = 0;
    std::uint64_t steps_ = 0, steps_since_origin_ = 0;
    double last_step_;
    mutable bool cloud_fresh_ = false, observed_fresh_ = false, rows_fresh_ = true;
    mutable double rows_time_ = 0;  ///< of rows_, where they live on a device
    mutable std::uint64_t rows_steps_ = 0;
    mutable std::optional<Observers> rows_observers_;  ///< then
    mutable bool rows_observation_due_ = true;
    std::shared_ptr<const FieldSolver::State> solver_before_;  ///< what the field was computed from
    bool field_fresh_ = false, token_field_fresh_ = false, velocity_fresh_ = false, token_velocity_fresh_ = false;
    bool measurement_fresh_ = false, clustering_fresh_ = false, phases_fresh_ = false;
    Field field_, token_field_;  ///< of rows, and of tokens where these differ
    Vectors velocity_, token_velocity_;
    Measurement measurement_;
    Clustering clustering_, live_clustering_;
    double crowding_ = 0;
};

class Simulation::State {
  public:
    double time() const { return time_; }
    std::uint64_t steps() const { return steps_; }
    bool adaptive() const { return flow_.has_value(); }
    /// Memory held, up to what allocators add.
    std::size_t bytes() const;

  private:
    friend class Simulation;
    explicit State(const Observers& observers) : observers_(observers) {}

    Model model_;
    TimeSpec time_spec_;
    SolverSpec solver_;
    Cloud rows_;  ///< fixed steps
    TokenOrder order_;
    std::shared_ptr<const FieldSolver::State> solver_state_;
    std::optional<AdaptiveFlow::State> flow_;  ///< adaptive steps
    Observers observers_;
    bool observation_due_ = true;
    std::optional<Rest> rest_;
    double linking_angle_ = 0;
    double time_ = 0, time_origin_ = 0, last_step_ = 0;
    std::uint64_t steps_ = 0, steps_since_origin_ = 0;
};

}  // namespace coalesce
