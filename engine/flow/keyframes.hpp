#pragma once

#include <cstddef>
#include <vector>

#include "coalesce/flow/live.hpp"
#include "coalesce/flow/simulation.hpp"

namespace coalesce {

/// States of a running Simulation, from which any known time is reached again in a fraction of a second.
///
/// A keyframe is due when stepping on from the last one has taken `gap` seconds.
/// When the budget is exceeded, every second one is dropped and the gap doubled,
/// so that they stay evenly spread; the first and the newest are always kept.
class Keyframes {
  public:
    static constexpr std::size_t default_budget = LiveSimulation::default_budget;
    /// Seconds of stepping between keyframes. A look back takes at most so long, two field evaluations and a published
    /// frame: half a second.
    static constexpr double default_gap = 0.15;

    explicit Keyframes(std::size_t budget = default_budget, double gap = default_gap)
        : budget_(budget), first_gap_(gap), gap_(gap) {}

    /// Returns an empty set with the same budget and gap.
    Keyframes none() const { return Keyframes(budget_, first_gap_); }
    /// Discards all states and keeps the initial one of a generation.
    void start(Simulation::State initial);
    /// Adds the seconds that a step beyond the newest keyframe took.
    void count(double seconds) { seconds_ += seconds; }
    bool due() const { return seconds_ >= gap_; }
    /// Adds a state later than all others.
    void keep(Simulation::State state);
    /// Returns the newest state not after `time`; the first one if all are after.
    const Simulation::State& before(double time) const;
    /// Discards states after `time`, except the first.
    void cut(double time);
    /// Discards states after `time` and those in which more than `acted` events have acted, even the first.
    /// @return  false if none is left
    bool cut(double time, std::size_t acted);

    std::size_t size() const { return states_.size(); }
    std::size_t bytes() const { return bytes_; }

  private:
    void thin();
    void count_bytes();

    std::size_t budget_, bytes_ = 0;
    double first_gap_, gap_, seconds_ = 0;
    std::vector<Simulation::State> states_;  ///< by rising time
};

}  // namespace coalesce
