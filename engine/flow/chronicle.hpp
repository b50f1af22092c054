#pragma once

#include <optional>
#include <vector>

#include "flow/frame.hpp"
#include "flow/keyframes.hpp"
#include "flow/simulation.hpp"
#include "flow/within_step.hpp"

namespace coalesce {

/// A Simulation that can look back: every time of its generation that has been simulated stays known, and is reached
/// again from the keyframe before it. Going over known time repeats the steps and edits that were made there first, so
/// that it meets the same bits, and clusters the same identities. Not thread-safe.
///
/// Adaptive steps are as long as their error allows, whatever times are asked for, and only time.until and edits end
/// one early: a time between two states is shown by what lies around it.
class Chronicle {
  public:
    /// Throws as Simulation does.
    explicit Chronicle(Scene scene, Keyframes keyframes = Keyframes{});

    Simulation& simulation() { return simulation_; }
    const Simulation& simulation() const { return simulation_; }
    double known_until() const { return known_until_; }
    /// The time that is shown: the simulation's, or one within its last adaptive step.
    double time() const { return within_.holds(shown_, simulation_) ? shown_ : simulation_.time(); }
    /// Shows a time within the last step, as near to the one asked for as there is.
    void show(double time);
    /// Since when the present model has moved the tokens; 0: from the start.
    double model_since() const;
    /// time.until as it was given last, also where the time shown is of an earlier edit.
    double until() const { return epochs_.back().time.until; }
    bool at_frontier() const { return simulation_.time() >= known_until_; }
    std::size_t keyframes() const { return keyframes_.size(); }

    /// One step, or what is left of the last one, as far as the next known edit.
    void step();
    /// Takes a scene whose tokens are the same. Where it moves otherwise than the last one given, the known future is
    /// cut at the time shown, and adaptive steps end there.
    ///
    /// @return  whether it moves otherwise
    /// @throws  what its field throws; nothing is changed then
    bool edit(const Scene& scene);
    /// Back to the initial cloud, with the last model; nothing stays known.
    /// @param keep  whether the run can be brought back: one is, and takes its keyframes' memory until then
    void reset(bool keep = false);
    /// Brings back the run that was kept, at the time where it was reset.
    /// @return  false where there is none
    bool undo_reset();

    /// Turns to a time, clamped to what is known: fixed steps to the last whole step up to it, adaptive ones to the
    /// step that it is within. Continues from the present state or from a keyframe, whichever is nearer, by seek_on
    /// until seeking() ends.
    void seek(double time);
    bool seeking() const { return target_.has_value(); }
    /// One step of the way.
    void seek_on();
    /// Stays where it is.
    void give_up_seek() { target_.reset(); }

    /// All tokens at the time shown.
    Cloud cloud() const;
    /// Fills a frame of the time shown with what is known of the whole generation.
    void fill(Frame& frame, int histogram_bins, const Histogram* inner_products = nullptr,
              WantedDensities densities = {}, bool in_buffer = false);

  private:
    /// From a time on, the scene moves like this.
    struct Epoch {
        double from;
        Model model;
        TimeSpec time;
        SolverSpec solver;
    };
    /// All but the motion of a generation's known time.
    struct Run {
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
    static Epoch epoch_of(const Scene& scene, double from) { return {from, scene.model, scene.time, scene.solver}; }

    bool adaptive() const { return simulation_.scene().time.method == Method::adaptive; }
    double slack() const;
    bool arrived() const;
    void arrive();
    void start();
    void take_step(double most);
    void enter_epochs();
    void restore_before(double time);
    void return_to(double time);
    void land_where_shown();
    void cut_here();

    Simulation simulation_;
    Keyframes keyframes_;
    double known_until_ = 0;
    double shown_ = 0;
    WithinStep within_;
    std::vector<Epoch> epochs_;  ///< by rising time; the first one is the keyframe's at 0
    std::size_t epoch_ = 0;      ///< the present one
    std::optional<double> target_;
    std::optional<Simulation::State> before_edit_;
    std::optional<Run> before_reset_;
    std::vector<Phase> phases_;  ///< as known when the frontier was left
    std::vector<Merge> merges_;
    std::vector<Branch> lineage_;
};

}  // namespace coalesce
