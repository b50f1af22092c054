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
/// The run observes itself: phases, merges, lineage and cluster identities depend on
/// the states after every adaptive step and after the fixed steps selected by
/// is_observed_step. Reading states, at any time, changes neither these nor the motion.
///
/// Fixed steps run on a device if make_device_cloud has one for this scene. If it fails in a step, the step throws, and
/// the simulation returns to its last state on the host and continues on the CPU.
class Simulation {
  public:
    /// Draws the initial cloud. Throws InputError (law, file, a method or solver this version lacks).
    /// @param stop  as in set_stop, from the first evaluation on
    explicit Simulation(Scene scene, StopToken stop = {});
    ~Simulation();

    const Scene& scene() const { return scene_; }
    /// All tokens, in token order. Large clouds are sorted in memory, and lumps are fewer than tokens: a copy is then
    /// made once per state.
    const Cloud& cloud() const;
    /// The cloud at time 0; a large one is drawn again.
    Cloud initial_cloud() const;
    /// Tokens that all observers but sums use, in token order: all, or most_observed of a large cloud, the same ones at
    /// every time (error: see sample_tokens).
    const Cloud& observed_cloud() const;
    const Cloud& observed_initial_cloud() const { return initial_; }
    const LeadingSpace& leading_space() const { return space_; }
    double time() const { return time_; }
    std::uint64_t steps() const { return steps_; }

    /// Takes one step of scene().time.dt, or of `dt` if given. Adaptive: one step of the length that its error allows,
    /// or as many as `dt` takes.
    void step();
    void step(double dt);
    /// Steps without observing the present state: for timings.
    void step_unobserved();
    /// Takes one step that does not pass `time`; it lands there exactly. Does nothing if `time` is past. `time` is the
    /// run's end: shortening a step for a look in between would change the motion.
    void step_towards(double time);
    /// Steps up to the run's end: whole steps of dt, and a last shorter one if `time` is not a multiple of dt away.
    /// Does nothing if `time` is past.
    void advance_to(double time);
    /// Returns to the initial cloud at time 0.
    void reset();

    /// Tokens at a time within the last step only: [time() - dt of the last step, time()], clamped. Adaptive: by the
    /// step's dense output (DormandPrince), whose error is of the order of the step's own; tokens merged at the step's
    /// end are still apart. Fixed steps: the present tokens. Changes nothing.
    Cloud state_at(double time) const;

    /// Rest of a cloud in adaptive time at a fixed point (resting_place): time passes without steps.
    struct Rest {
        double since = 0;
        double distance = 0;  ///< from the fixed point when it was found, radians
        double rate = 0;      ///< slowest rate of approach, per unit of time
    };
    const std::optional<Rest>& rest() const { return rest_; }

    /// After a stop is requested, every computation of a field throws Stopped within some 10 ms a thread. A step on the
    /// CPU is then not taken: the simulation stays in the state before it, whose field may not be known yet. To measure
    /// it, lift the stop first with set_stop({}).
    void set_stop(StopToken stop);

    /// Takes another model, time specification and solver; they act from the next step on. Throws InputError.
    void change(const Model& model, const TimeSpec& time, const SolverSpec& solver);
    /// Sets the angle, radians, within which tokens are linked to clusters. 0: clusters are groups (Groups).
    void set_linking_angle(double angle);

    /// State from which steps continue. Some 0.4 MB at N = 10^4; a few lumps in adaptive time cost only their labels.
    class State;
    State save() const;
    /// Returns to a state of this simulation, saved since its construction, with its
    /// model and time specification. Fixed steps then repeat the same bits, and so do
    /// adaptive ones if they end at the same times. The linking angle is unchanged.
    void restore(const State& state);

    /// True if the run observes the present state.
    bool at_observed_step() const { return flow_ || is_observed_step(steps_); }

    /// Field, velocities and measurement of the present state, computed once per state.
    const Field& field();
    const Vectors& velocity();
    const Measurement& measure();
    /// Clusters of observed_cloud().
    const Clustering& clustering();
    /// Cluster of every token, an index into clustering().clusters;
    /// unobserved tokens get the cluster of observed tokens nearby.
    std::vector<std::int32_t> labels();
    /// Identity of every token's cluster.
    std::vector<std::int32_t> identities();
    /// Copies positions (3N, interleaved, z = 0 on S^1) and speeds (N, radians per unit of time) in token order.
    void copy_tokens(std::vector<float>& positions, std::vector<float>& speed);
    /// Copies N masses in token order; empty if all are equal.
    void copy_masses(std::vector<float>& masses) const;
    /// Groups, whatever angle the user links at: phases, merges and theory use them.
    Clustering width_clustering();
    /// Number of tokens that the field is computed for: lumps in adaptive time, else all.
    std::size_t live_tokens() const { return flow_ ? live_cloud().size() : count_; }

    // Observations up to the present state:
    /// Phases in order; the last one ends now.
    const std::vector<Phase>& phases();
    /// Merges of clusters, in order.
    const std::vector<Merge>& merges() { return observers().merges.merges(); }
    /// Lives of groups, whatever angle the user links at.
    const std::vector<Branch>& lineage() { return observers().lineage.branches(); }

    enum class ErrorSearch {
        quick,    ///< some milliseconds; above 65 536 tokens the mesh's own estimate: a direct check costs 10 ns a pair
        thorough  ///< some half a second, and a mesh evaluation
    };
    /// The solver's report, with the field error measured now (measured_field_error).
    /// The error is nullopt if no velocity differs at all from the more exact one,
    /// which measures nothing, and if a stop is requested meanwhile.
    SolverReport report(ErrorSearch search = ErrorSearch::thorough);

    /// The device that holds the tokens; nullptr: they are on the host, for the reason given by report().
    DeviceCloud* device() { return device_.get(); }
    const DeviceCloud* device() const { return device_.get(); }
    /// Drops a device that failed outside a step; continues on the CPU from the last state on the host.
    void lose_device(const std::string& why);
    /// Returns action(); if the device fails in it, drops the device and repeats the action on the CPU.
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
    /// Observers, which carry state from one observed state to the next.
    struct Observers {
        explicit Observers(PhaseRules rules) : phases(std::move(rules)) {}
        std::size_t bytes() const;

        ClusterTracker clusters;       ///< tracks groups
        ClusterTracker user_clusters;  ///< tracks clusters linked at the user's angle, if one is set
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
    /// Row of every token in the live cloud; empty: row t is token t.
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
    std::vector<std::uint32_t> sample_;  ///< indices of the observed tokens
    Cloud initial_;                      ///< observed tokens at time 0
    Cloud read_;                         ///< all tokens at time 0, if sampled and read from a file
    mutable Cloud rows_;                 ///< fixed steps: the tokens in order_; on a device: the last host copy
    std::unique_ptr<DeviceCloud> device_;
    std::string device_reason_;  ///< why there is no device
    TokenOrder order_;
    mutable Cloud cloud_, observed_;  ///< caches, filled on request unless rows_ serves
    LeadingSpace space_;
    std::unique_ptr<FieldSolver> solver_;
    std::unique_ptr<Integrator> integrator_;
    std::unique_ptr<AdaptiveFlow> flow_;  ///< adaptive time; solver_ and integrator_ are then unused
    Observers observers_;
    bool observation_due_ = true;  ///< the present state is to be observed before it is read or left
    std::vector<Phase> phases_;    ///< phases up to the present time
    StopToken stop_;
    std::optional<Rest> rest_;
    double linking_angle_ = 0;
    double time_ = 0, time_origin_ = 0;
    std::uint64_t steps_ = 0, steps_since_origin_ = 0;
    double last_step_;
    mutable bool cloud_fresh_ = false, observed_fresh_ = false, rows_fresh_ = true;
    mutable double rows_time_ = 0;  ///< time of rows_, if tokens live on a device
    mutable std::uint64_t rows_steps_ = 0;
    mutable std::optional<Observers> rows_observers_;  ///< observers at that time
    mutable bool rows_observation_due_ = true;
    std::shared_ptr<const FieldSolver::State> solver_before_;  ///< solver's state before the present field
    bool field_fresh_ = false, token_field_fresh_ = false, velocity_fresh_ = false, token_velocity_fresh_ = false;
    bool measurement_fresh_ = false, clustering_fresh_ = false, phases_fresh_ = false;
    Field field_, token_field_;  ///< by row, and by token if rows differ
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
    /// Bytes held, without allocator overhead.
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
