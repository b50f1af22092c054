#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/model/scene.hpp"
#include "coalesce/observe/clusters.hpp"
#include "coalesce/observe/phases.hpp"
#include "coalesce/theory/comparison.hpp"

namespace coalesce {

/// Compares every limit theorem of theory/ with the states of one run; each row has an error, or the assumption that
/// fails. Costly solutions (the mean-field equation, single tokens) are kept from state to state; a state earlier than
/// the last restarts them from the initial law.
class TheoryMonitor {
  public:
    /// @param initial  the cloud at time 0, drawn from scene.tokens.law
    TheoryMonitor(const Scene& scene, const Cloud& initial);
    ~TheoryMonitor();

    /// Continues with another model from `time` on: theorems that start from the initial law no longer apply.
    /// @param initial  as in the constructor
    void change(const Scene& scene, const Cloud& initial, double time);
    /// True if it follows this model since this time; else change() must be called.
    bool is_about(const Model& model, double since) const;

    /// Inputs of a comparison.
    struct State {
        double time = 0;                  ///< Simulation::time()
        const Cloud& cloud;               ///< tokens, or a sample of them (Simulation::observed_cloud)
        const Clustering& clusters;       ///< groups (observe/groups.hpp)
        double residual = 0;              ///< mean angle between a token and E_max, radians
        std::span<const Phase> phases;    ///< up to this time
        std::span<const Merge> merges;    ///< up to this time
        std::optional<double> touched{};  ///< time at which hands first moved tokens: no longer those of the law
    };
    /// @param patience  seconds to spend on advancing solutions to the state's time; a solution that lags has no error
    ///                  yet and continues with the next call
    std::vector<Comparison> compare(const State& state, double patience);
    /// True if a solution lagged in the last comparison: the same state is worth another call.
    bool lags() const;

    /// The memory of the theorems from state to state, as bytes (docs/formats.md, section 16).
    std::string save_bytes() const;
    /// Continues from the bytes of a monitor of the same scene and initial cloud.
    /// @throws InputError  they are no such bytes; the monitor must not be used then
    void restore_bytes(std::string_view bytes);

    /// Predicts the next merge by the pairing law; nullopt outside the pairing phase.
    std::optional<Forecast> forecast(const State& state) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce
