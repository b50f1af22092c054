#pragma once

#include <optional>
#include <vector>

#include "flow/frame.hpp"
#include "flow/keyframes.hpp"
#include "flow/simulation.hpp"

namespace coalesce {

/// A Simulation that can look back: every time of its generation that has been simulated stays known, and is reached
/// again from the keyframe before it. Going over known time repeats what was done there first, edits and observations
/// included, so that fixed steps meet the same bits and clusters the same identities. Not thread-safe.
class Chronicle {
  public:
    /// Throws as Simulation does.
    explicit Chronicle(Scene scene, Keyframes keyframes = Keyframes{});

    Simulation& simulation() { return simulation_; }
    const Simulation& simulation() const { return simulation_; }
    double known_until() const { return known_until_; }
    /// Since when the present model has moved the tokens; 0: from the start.
    double model_since() const;
    bool at_frontier() const { return simulation_.time() >= known_until_; }
    std::size_t keyframes() const { return keyframes_.size(); }

    /// One step; adaptive: one that does not pass `time`.
    void step_towards(double time);
    /// Takes a scene whose tokens are the same. Where it moves otherwise than the last one given, the known future is
    /// cut at the present time.
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

    /// Turns to a time, clamped to what is known: fixed steps to the last whole step up to it. Continues from the
    /// present state or from a keyframe, whichever is nearer, by seek_on until seeking() ends.
    void seek(double time);
    bool seeking() const { return target_.has_value(); }
    /// One step of the way.
    void seek_on();
    /// Stays where it is.
    void give_up_seek() { target_.reset(); }

    /// Fills a frame of the present state with what is known of the whole generation. States that were not seen the
    /// first time leave no trace.
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
        std::vector<double> observed;
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
    bool was_observed(double time) const;
    bool observe_here();
    void start();
    void repeat();
    void cut_here();

    Simulation simulation_;
    Keyframes keyframes_;
    double known_until_ = 0;
    std::vector<double> observed_;  ///< times, rising
    std::vector<Epoch> epochs_;     ///< by rising time; the first one is the keyframe's at 0
    std::size_t epoch_ = 0;         ///< the present one
    std::optional<double> target_;
    std::optional<Simulation::State> before_edit_;
    std::optional<Run> before_reset_;
    std::vector<Phase> phases_;  ///< as known when the frontier was left
    std::vector<Merge> merges_;
    std::vector<Branch> lineage_;
};

}  // namespace coalesce
