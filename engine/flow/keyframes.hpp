#pragma once

#include <cstddef>
#include <vector>

#include "flow/simulation.hpp"

namespace coalesce {

/// States of a running Simulation, from which every known time is reached again in a fraction of a second.
///
/// One is due when stepping on from the last one has taken `gap` seconds. When they no longer fit into the budget every
/// second one is dropped and the gap doubled, so that they stay evenly spread; the first and the newest are kept
/// whatever they take.
class Keyframes {
  public:
    static constexpr std::size_t default_budget = std::size_t{512} << 20;
    /// Seconds. Looking back takes two field evaluations and a published frame more, and half a second at most.
    static constexpr double default_gap = 0.15;

    explicit Keyframes(std::size_t budget = default_budget, double gap = default_gap)
        : budget_(budget), first_gap_(gap), gap_(gap) {}

    /// None, with the same budget and gap.
    Keyframes none() const { return Keyframes(budget_, first_gap_); }
    /// Forgets all, and keeps the state that a generation begins with.
    void start(Simulation::State initial);
    /// Steps beyond the newest one took this long.
    void count(double seconds) { seconds_ += seconds; }
    bool due() const { return seconds_ >= gap_; }
    /// Takes a state later than all others.
    void keep(Simulation::State state);
    /// The newest one that is not after `time`; the first one where all are.
    const Simulation::State& before(double time) const;
    /// Forgets what is after `time`, but for the first.
    void cut(double time);

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
