#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "command/headless_run.hpp"
#include "command/twin_table.hpp"

namespace coalesce::command {

/// Runs without a window side by side: the first one leads, its twins follow, and they are compared at times of the
/// first one's states. Each takes the steps that it would take alone.
class TwinRuns {
  public:
    using Runs = std::vector<std::unique_ptr<HeadlessRun>>;
    /// @param runs  the first run, then its twins; at time 0
    TwinRuns(Runs& runs, const Interruption& interruption);

    bool over() const;
    /// Takes a step of the first run and lets the twins follow to its time; adds a row to the table where one is due.
    void step();
    const TwinTable& table() const { return table_; }

  private:
    /// A twin, and its state before its last step.
    struct Follower {
        HeadlessRun* run;
        double time = 0, energy = 0;
        std::optional<Cloud> cloud{};  ///< of fixed steps; adaptive ones keep what is needed themselves
    };
    void follow(Follower& twin, double time, bool compared);
    void compare();

    HeadlessRun& first_;
    const Interruption& interruption_;
    std::vector<Follower> twins_;
    TwinTable table_;
    RowTimes times_;
};

/// Returns the cloud a share of the way from one state to the next, along the chord.
Cloud cloud_between(const Cloud& before, const Cloud& after, double share);

}  // namespace coalesce::command
