#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "flow/frame.hpp"

namespace coalesce {

class Simulation;

/// Tokens, xyz each, on their way along the chord from one state to a later one, normalised; shaders/moved.glsl moves
/// those in buffers alike.
/// @param later  share of the way, 0 to 1
void go_between(std::span<const float> before, std::span<const float> after, float later, std::vector<float>& between);

/// Times within the last step: what was seen of the state that it began with. Steps are as long as the scheme wants
/// them; who shows a time between two states turns a frame of the later one back to it.
class WithinStep {
  public:
    /// Takes the present state, which the next step begins with.
    /// @param tokens  positions and identities too; without, they stay those of the later state
    void begin(Simulation& simulation, bool tokens = true);
    /// The same, of a frame of the present state.
    void begin(const Frame& frame);
    void forget() { kept_ = false; }
    /// Positions that begin() left out, xyz each.
    void take_positions(std::vector<float> positions);

    /// Whether `time` is within the step that led to `simulation`'s state, ends excluded.
    bool holds(double time, const Simulation& simulation) const;
    double from() const { return now_.time; }
    /// Share of the step that is over at `time`, 0 to 1; 1 where no step is known.
    float share(double time, const Simulation& simulation) const;

    /// Turns a frame of the state after the step back to a time within it: fixed steps leave tokens on the chord,
    /// adaptive ones where Simulation::state_at has them; measurements lie in between, clusters and identities are
    /// still those of before. What is known of the whole run stays.
    void turn_back(Frame& frame, double time, const Simulation& simulation) const;

  private:
    bool kept_ = false, tokens_ = false;
    std::uint64_t steps_ = 0;
    Measurement now_;
    std::vector<float> positions_, speed_;
    std::vector<std::int32_t> identity_;
    std::vector<Cluster> clusters_;
};

/// Leaves out of a frame what the run comes to later than frame.time: phases, merges, lives of clusters.
void forget_future(Frame& frame);

}  // namespace coalesce
