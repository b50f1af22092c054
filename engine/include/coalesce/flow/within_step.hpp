#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "coalesce/flow/frame.hpp"

namespace coalesce {

class Simulation;

/// Interpolates tokens, xyz each, along the chord from one state to a later one, normalised; shaders/moved.glsl does
/// the same to buffers.
/// @param later  share of the way, 0 to 1
void go_between(std::span<const float> before, std::span<const float> after, float later, std::vector<float>& between);

/// Times within the last step, shown by what was recorded of the state before it. Steps are as long as the scheme
/// wants: a time between two states is shown by turning a frame of the later one back.
class WithinStep {
  public:
    /// Records the present state, from which the next step starts.
    /// @param tokens  also record positions and identities; else those of the later state are shown
    void begin(Simulation& simulation, bool tokens = true);
    /// Records a frame of the present state instead.
    void begin(const Frame& frame);
    void forget() { kept_ = false; }
    /// Adds the positions that begin() left out, xyz each.
    void take_positions(std::vector<float> positions);

    /// True if `time` is strictly within the step that led to `simulation`'s state.
    bool holds(double time, const Simulation& simulation) const;
    double from() const { return now_.time; }
    /// Share of the step that is over at `time`, 0 to 1; 1 if no step is recorded.
    float share(double time, const Simulation& simulation) const;

    /// Turns a frame of the state after the step back to a time within it: fixed steps leave tokens on the chord,
    /// adaptive ones take them from Simulation::state_at; measurements are interpolated, clusters and identities are
    /// still the earlier ones. If events acted at the end of the step, the tokens are those on which they acted, and
    /// measurements the earlier ones. Observations of the whole run are unchanged.
    void turn_back(Frame& frame, double time, const Simulation& simulation) const;

  private:
    void turn_back_hands(Frame& frame, double time, const Simulation& simulation) const;

    bool kept_ = false, tokens_ = false;
    std::uint64_t steps_ = 0;
    Measurement now_;
    std::vector<float> positions_, speed_;
    std::vector<std::int32_t> identity_;
    std::vector<Cluster> clusters_;
};

/// Removes from a frame what happens after frame.time: phases, merges, lives of clusters.
void forget_future(Frame& frame);

}  // namespace coalesce
