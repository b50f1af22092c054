#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/field/field.hpp"
#include "coalesce/flow/cached.hpp"
#include "coalesce/flow/roster.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/scene.hpp"
#include "coalesce/observe/clusters.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/observe/lineage.hpp"
#include "coalesce/observe/measurement.hpp"
#include "coalesce/observe/phases.hpp"
#include "coalesce/theory/alignment.hpp"

namespace cereal {
class access;  // of saved states
}

namespace coalesce {

struct Former;
class Motion;
struct MotionState;
class TokenStore;

/// A cloud in motion: Scene -> Cloud -> field -> step -> observers.
///
/// The simulation counts time and steps and observes the run: phases, merges, lineage and cluster identities depend on
/// the states after every adaptive step and after the fixed steps that at_observed_step() names. Reading states, at any
/// time, changes neither these nor the motion.
///
/// An object belongs to one thread at a time, const functions included: they keep what they compute. Simulations of
/// different threads are independent. LiveSimulation gives one a thread of its own. References that functions return
/// are valid until the next step or change.
///
/// Events (Scene::events) act on the state that a step leads to. Adaptive steps end exactly at the time of the next
/// one. Fixed steps keep their length: an event acts at the end of the first step at or after its time, 1e-9 dt early
/// at most, and one at time 0 on the initial cloud. A step whose event is refused is taken, and the next call refuses
/// it again.
///
/// Fixed steps run on a device if make_device_cloud has one for this scene. If it fails in a step, the step throws, and
/// the simulation returns to the last state that it left with a copy on the host, and continues on the CPU.
class Simulation {
  public:
    /// Draws the initial cloud.
    /// @param stop  as in set_stop, from the first evaluation on
    /// @throws InputError  the law, its file, or a method or solver that the model excludes
    /// @throws RunError    memory cannot hold the tokens and one field of them
    explicit Simulation(Scene scene, StopToken stop = {});
    ~Simulation();

    /// The scene with the model, times and solver of the last change().
    const Scene& scene() const { return scene_; }
    /// All tokens, in token order. Large clouds are sorted in memory, and lumps are fewer than tokens: a copy is then
    /// made once per state.
    const Cloud& cloud() const;
    /// Hands over the memory of cloud(), at its addresses, and goes on with a copy: whoever reads the present state
    /// there keeps it beyond the next step.
    /// @throws std::logic_error  the tokens are on a device
    Cloud detach_cloud();
    /// The cloud at time 0, before any event; a large one is drawn again.
    Cloud initial_cloud() const;
    /// Tokens that all observers but sums use, in token order: all, or most_observed of a large cloud, the same ones at
    /// every time (error: see sample_tokens), until events change their number.
    const Cloud& observed_cloud() const;
    /// The observed tokens at time 0.
    const Cloud& observed_initial_cloud() const { return initial_; }
    /// E_max of the model.
    const LeadingSpace& leading_space() const { return space_; }
    /// Time of the equation of motion; 0 at first.
    double time() const { return time_; }
    /// Number of steps taken.
    std::uint64_t steps() const { return steps_; }

    /// Takes one step of scene().time.dt; adaptive: of the length that its error allows. As all functions that step it
    /// throws Stopped (set_stop), and RunError if no step is short enough or a device fails; the simulation is then in
    /// the state before the step or, after a device's failure, in the last one on the host.
    void step();
    /// Steps without observing the present state, or any within the step: for timings, and for runs of which nobody
    /// asks phases, merges and clusters.
    void step_unobserved();
    /// The same, up to the run's end (step_towards).
    void step_unobserved_towards(double time);
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
    /// end are still apart. Fixed steps: the present tokens. Before events that acted at the step's end: the tokens on
    /// which they acted, which may be others. Changes nothing.
    Cloud state_at(double time) const;

    // Events:
    /// Replaces the events. The first acted() of them must be those that have acted; none acts here.
    /// @throws InputError  as the constructor; nothing is changed then
    void set_events(Events events);
    /// Acts the events that are due at the present state; steps do so by themselves.
    /// @throws InputError  a token is not there, or none would be left: `events.2.remove: …`
    void act();
    /// Number of events that have acted.
    std::size_t acted() const { return acted_; }
    /// True if events acted at the end of the last step.
    bool acted_here() const { return former_ != nullptr; }
    /// Time of the first event that has acted: since then the tokens no longer come from the initial law alone.
    std::optional<double> touched() const;
    /// N numbers of the tokens (TokenNumbers), rising; null: token i has the number i.
    /// @param before  those before the events of the last step
    std::shared_ptr<const std::vector<std::uint32_t>> numbers(bool before = false) const;
    /// N longitudes atan2(y, x) of the tokens at time 0 or when they were added, radians.
    std::shared_ptr<const std::vector<float>> longitudes(bool before = false) const;

    /// Rest of a cloud in adaptive time at a fixed point (resting_place): time passes without steps.
    struct Rest {
        double since = 0;     ///< time at which it was found
        double distance = 0;  ///< from the fixed point when it was found, radians
        double rate = 0;      ///< slowest rate of approach, per unit of time
    };
    /// Rest of the cloud; nullopt: it moves, or steps are fixed.
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
    /// Returns the present state.
    State save() const;
    /// Returns to a state of this simulation, saved since its construction, with its
    /// model and time specification. Fixed steps then repeat the same bits, and so do
    /// adaptive ones if they end at the same times. The linking angle is unchanged.
    void restore(const State& state);
    /// The present state as bytes, from which another process continues (docs/formats.md, section 16).
    /// @throws RunError  the tokens are on a device, whose solver's state is not kept
    std::string save_bytes() const;
    /// Continues from a state that save_bytes() of a simulation of the same scene returned.
    /// @throws InputError  the bytes are no such state; nothing is changed then
    void restore_bytes(std::string_view bytes);

    /// True if the run observes the present state.
    bool at_observed_step() const;

    // Field, velocities and measurement of the present state are computed once per state; they throw Stopped.
    /// Attention m and log partition function F of every token.
    const Field& field();
    /// v_i = P_{x_i} V m_i of every token, radians per unit of time.
    const Vectors& velocity();
    /// Energy, clusters, angles to E_max and speeds.
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
    std::size_t live_tokens() const;

    // Observations up to the present state:
    /// Phases in order; the last one ends now.
    const std::vector<Phase>& phases();
    /// Merges of clusters, in order.
    const std::vector<Merge>& merges() { return observers().merges.merges(); }
    /// Lives of groups, whatever angle the user links at.
    const std::vector<Branch>& lineage() { return observers().lineage.branches(); }

    /// The same, as a member's name.
    using ErrorSearch = coalesce::ErrorSearch;
    /// The solver's report, with the field error measured now (measured_field_error).
    /// The error is nullopt if no velocity differs at all from the more exact one,
    /// which measures nothing, and if a stop is requested meanwhile.
    SolverReport report(ErrorSearch search = ErrorSearch::thorough);

    /// The store of tokens that are on a device; nullptr: they are on the host, for the reason given by report().
    TokenStore* store();
    /// True if the tokens are on a device.
    bool on_device() const;
    /// Waits for the last step: on a device, steps are only enqueued.
    void wait();
    /// Drops a device that failed; continues on the CPU from the last state on the host. Does nothing without a device.
    void lose_device(const std::string& why);
    /// Returns action(); if the device fails in it, drops the device and repeats the action on the CPU.
    template <class Action>
    auto despite_device(const Action& action) {
        try {
            return action();
        } catch (const RunError& error) {
            if (!on_device()) throw;
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

    /// Points that clusters are made of: lumps, or the observed tokens.
    struct Points {
        const Cloud& cloud;
        std::span<const std::int32_t> of_token;  ///< point of every token; empty: points are the observed tokens
    };
    /// Clusters of tokens, and the same ones of points.
    struct Linked {
        Clustering tokens, points;
        double crowding = 0;  ///< of groups
    };
    /// State that the CPU continues from after a device is lost; the tokens are the last copy on the host.
    struct Checkpoint {
        double time;
        std::uint64_t steps;
        Observers observers;
        bool observation_due;
    };

    void set_origin(double time);
    void settle(double time);
    void leave_state();
    void take_step(double most);
    void take_whole_step();
    void take_part(double time);
    bool samples_tokens() const { return sample_.size() < count_; }
    bool is_due(std::size_t event) const;
    double next_landing(double time) const;
    void step_to(double time);
    void go_on_with(Cloud tokens);
    void take_roster(const std::shared_ptr<const Roster>& roster);
    void observe_as_others(const std::shared_ptr<const Roster>& roster);
    std::uint32_t next_number() const;
    std::uint32_t number_of(std::size_t token) const;
    std::vector<std::uint32_t> observed_numbers() const;
    std::vector<std::uint32_t> tracked_numbers() const;

    bool links_at_width() const { return linking_angle_ <= 0; }
    double linked_at() const;
    Points points() const;
    Linked link_tokens() const;
    Groups group_points(const Points& points) const;
    Linked group_tokens() const;
    double spread_in_leading_space(const Clustering& clusters) const;
    const Linked& linked();
    const Observers& observers();
    void observe(double residual, double mean_speed);
    void observe_if_possible();
    void observe_within_step(double from);

    Scene scene_;
    std::size_t count_ = 0;              ///< N now
    std::size_t initial_count_ = 0;      ///< N at time 0
    std::vector<std::uint32_t> sample_;  ///< indices of the observed tokens
    double grain_ = 0;                   ///< grain_of() the observed tokens
    Cloud initial_;                      ///< observed tokens at time 0
    Cloud read_;                         ///< all tokens at time 0, if sampled and read from a file
    LeadingSpace space_;
    std::unique_ptr<Motion> motion_;
    Observers observers_;
    bool observation_due_ = true;  ///< the present state is to be observed before it is read or left
    bool observing_ = true;        ///< states within a step are to be observed
    StopToken stop_;
    std::optional<Rest> rest_;
    std::size_t acted_ = 0;                 ///< number of events that have acted
    std::shared_ptr<const Roster> roster_;  ///< null: token i has the number i
    std::unique_ptr<Former> former_;        ///< null: no event acted at the end of the last step
    mutable std::shared_ptr<const std::vector<float>> initial_longitudes_;  ///< null before the first request
    double linking_angle_ = 0;
    double time_ = 0, time_origin_ = 0;
    std::uint64_t steps_ = 0, steps_since_origin_ = 0;
    double last_step_;
    std::optional<Checkpoint> checkpoint_;  ///< of the last state left whose tokens a device had copied to the host

    Revision revision_ = 1;  ///< of tokens, model and observations
    mutable Cached<Cloud> tokens_, observed_;
    Cached<Field> field_;  ///< by token, if rows differ
    Cached<Vectors> velocity_;
    Cached<Measurement> measurement_;
    Cached<Linked> linked_;
    Cached<std::vector<Phase>> phases_;  ///< up to the present time
};

/// A saved state of a simulation. Copies share the tokens, which never change.
class Simulation::State {
  public:
    /// Simulation::time() of the state.
    double time() const { return time_; }
    /// Simulation::steps() of the state.
    std::uint64_t steps() const { return steps_; }
    /// True if it is a state of adaptive time.
    bool adaptive() const;
    /// Simulation::acted() of the state.
    std::size_t acted() const { return acted_; }
    /// Bytes held, without allocator overhead.
    std::size_t bytes() const;

  private:
    friend class Simulation;
    friend class cereal::access;
    template <class Archive>
    void serialize(Archive& archive);
    explicit State(const Observers& observers) : observers_(observers) {}

    Model model_;
    TimeSpec time_spec_;
    SolverSpec solver_;
    std::shared_ptr<const MotionState> motion_;
    Observers observers_;
    bool observation_due_ = true;
    std::optional<Rest> rest_;
    std::size_t acted_ = 0;
    double grain_ = 0;
    std::shared_ptr<const Roster> roster_;
    double linking_angle_ = 0;
    double time_ = 0, time_origin_ = 0, last_step_ = 0;
    std::uint64_t steps_ = 0, steps_since_origin_ = 0;
};

}  // namespace coalesce
