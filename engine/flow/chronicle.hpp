#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "coalesce/flow/dynamics.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/flow/within_step.hpp"
#include "flow/keyframes.hpp"

namespace coalesce {

/// A Simulation with a past: every time of its generation that has been simulated stays known, and is reached again
/// from the keyframe before it. Going over known time first repeats the steps and edits made there, and so gives the
/// same bits and the same cluster identities. Not thread-safe.
///
/// Adaptive steps are as long as their error allows, whatever times are asked for; only time.until and edits shorten
/// one. A time between two states is shown by interpolation.
class Chronicle {
  public:
    /// Throws as Simulation's constructor does.
    explicit Chronicle(Scene scene, Keyframes keyframes = Keyframes{});
    /// A generation's known time.
    struct Run;
    /// Goes on with another chronicle's run of the same scene.
    /// @param linking_angle  Simulation::set_linking_angle of the other
    Chronicle(Scene scene, Run run, double linking_angle);

    /// Copies the run; saved states are shared, since they never change.
    Run run() const;

    Simulation& simulation() { return simulation_; }
    const Simulation& simulation() const { return simulation_; }
    double known_until() const { return known_until_; }
    /// Time shown: the simulation's, or one within its last adaptive step.
    double time() const { return within_.holds(shown_, simulation_) ? shown_ : simulation_.time(); }
    /// Shows a time within the last step, clamped to it.
    void show(double time);
    /// Time since which the present model has moved the tokens; 0: from the start.
    double model_since() const;
    /// Edits that led to the time shown; null: none.
    std::shared_ptr<const EditedDynamics> edited() const;
    /// Last value given to time.until, also while a state of an earlier edit is shown.
    double until() const { return epochs_.back().time.until; }
    bool at_frontier() const { return simulation_.time() >= known_until_; }
    std::size_t keyframes() const { return keyframes_.size(); }

    /// Takes one step, or the remainder of the last one, at most to the next known edit.
    void step();
    /// Changes the dynamics. If the motion differs from that of the last ones, the known future is cut at the time
    /// shown, and adaptive steps end there.
    ///
    /// @return  true if the motion differs
    /// @throws  what its field throws; nothing is changed then
    bool edit(const Dynamics& dynamics);
    /// Replaces the events. From the first one that differs on, the known future is forgotten, and a time beyond it is
    /// shown no longer: the run returns there. Known edits before it are repeated, and the last dynamics move on.
    ///
    /// @return  time of the first event that differs; nullopt: the future of the known time alone has changed
    /// @throws  InputError if an event is refused, and what its field throws; nothing is changed then
    std::optional<double> set_events(const Events& events);
    /// Returns to the initial cloud, with the last model; nothing stays known.
    /// @param keep  keep the run for undo_reset(); one run is kept, with its keyframes' memory
    void reset(bool keep = false);
    /// Brings back the kept run, at the time of its reset.
    /// @return  false if none is kept
    bool undo_reset();

    /// Seeks a time, clamped to the known range: fixed steps go to the last whole step
    /// up to it, adaptive ones to the step that contains it. Starts from the present
    /// state or a keyframe, whichever is nearer; call seek_on while seeking().
    void seek(double time);
    bool seeking() const { return target_.has_value(); }
    /// Takes one step of the way.
    void seek_on();
    /// Ends the search at the present state.
    void give_up_seek() { target_.reset(); }

    /// All tokens at the time shown.
    Cloud cloud() const;
    /// Fills a frame of the time shown, with observations of the whole generation.
    void fill(Frame& frame, int histogram_bins, const Histogram* inner_products = nullptr,
              WantedDensities densities = {});

  private:
    /// Motion of the scene from a time on.
    struct Epoch {
        double from;
        Model model;
        TimeSpec time;
        SolverSpec solver;
    };
    /// State that a change of the events may be taken back to.
    struct Past {
        Simulation::State state;
        Events events;
        Keyframes keyframes;
        double known_until;
        double shown;
        std::vector<Epoch> epochs;
        std::size_t epoch;
    };
    static Epoch epoch_of(const Dynamics& now, double from) { return {from, now.model, now.time, now.solver}; }

    static constexpr double end_of_time = 1e300;  ///< largest time.until

    bool adaptive() const { return simulation_.scene().time.method == Method::adaptive; }
    double slack() const;
    bool arrived() const;
    void arrive();
    void start();
    void take(Run run);
    void take_step(double most);
    void enter_epochs();
    void restore_before(double time);
    void return_to(double time);
    void land_where_shown();
    void cut_here();
    void act_from(double time, std::size_t same, const Events& events);
    void move_on_with(const Epoch& last);

    Simulation simulation_;
    Keyframes keyframes_;
    double known_until_ = 0;
    double shown_ = 0;
    WithinStep within_;
    std::vector<Epoch> epochs_;  ///< by rising time; the first one starts at 0
    std::size_t epoch_ = 0;      ///< index of the present one
    std::optional<double> target_;
    std::optional<Simulation::State> before_edit_;
    std::unique_ptr<Run> before_reset_;
    std::vector<Phase> phases_;  ///< as of leaving the frontier
    std::vector<Merge> merges_;
    std::vector<Branch> lineage_;
};

/// All that is needed to go on with a generation, or to look back within it.
struct Chronicle::Run {
    Simulation::State state;
    Keyframes keyframes;
    double known_until;
    double shown;
    std::vector<Epoch> epochs;
    std::size_t epoch;
    std::vector<Phase> phases;
    std::vector<Merge> merges;
    std::vector<Branch> lineage;
};

}  // namespace coalesce
