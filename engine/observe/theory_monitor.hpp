#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/scene.hpp"
#include "observe/clusters.hpp"
#include "observe/phases.hpp"
#include "theory/comparison.hpp"

namespace coalesce {

/// Holds every limit theorem of theory/ beside the states of one run, each with its error or the assumption
/// that fails. Keeps what costs to follow (the mean-field equation, single tokens) from one state to the next; a state
/// earlier than the last starts it again from the initial law.
class TheoryMonitor {
  public:
    /// @param initial  the cloud at time 0, drawn from scene.tokens.law
    TheoryMonitor(const Scene& scene, const Cloud& initial);
    ~TheoryMonitor();

    /// From `time` on another model: what starts from the initial law no longer applies.
    /// @param initial  as in the constructor
    void change(const Scene& scene, const Cloud& initial, double time);
    /// Whether it is about this model since this time; else it wants to be told by change().
    bool is_about(const Model& model, double since) const;

    /// What a state is compared by.
    struct State {
        double time = 0;
        const Cloud& cloud;
        const Clustering& clusters;  ///< groups that the eye tells apart
        double residual = 0;         ///< mean angle between a token and E_max, radians
        std::span<const Phase> phases;
        std::span<const Merge> merges;
    };
    /// @param patience  seconds that may be spent on bringing what is followed up to the state's time; what lags has
    ///                  no error yet and goes on with the next call
    std::vector<Comparison> compare(const State& state, double patience);
    /// Whether something lagged behind in the last comparison, so that the same state is worth another one.
    bool lags() const;

    /// By the pairing law, in the pairing phase.
    std::optional<Forecast> forecast(const State& state) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
