#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "coalesce/sweep/sweep_table.hpp"

namespace coalesce {

/// Hands out the runs to compute. Several threads, or the ranks of several machines, take from one queue.
class SweepQueue {
  public:
    virtual ~SweepQueue() = default;
    /// Returns the next run, each once; nullopt: there are no more. May be called by several threads at a time.
    virtual std::optional<std::size_t> take() = 0;
    /// Number of runs that are left, at most: who takes one of the last gets more threads for it.
    virtual std::size_t left() const = 0;
};

/// The queue of one process: a list, from its start.
class SweepList final : public SweepQueue {
  public:
    explicit SweepList(std::vector<std::size_t> runs) : runs_(std::move(runs)) {}
    std::optional<std::size_t> take() override;
    std::size_t left() const override;

  private:
    std::vector<std::size_t> runs_;
    std::atomic<std::size_t> next_ = 0;
};

/// Receives the row of a run; calls come one at a time.
using SweepSink = std::function<void(std::size_t run, const SweepRow& row)>;

/// How runs are computed.
struct SweepWork {
    int jobs = 0;   ///< number of runs at a time; 0: one a core
    int cores = 0;  ///< number of cores that all runs share; 0: all there are
    SweepKeep keep = SweepKeep::nothing;
    /// Folder for what a run leaves, made by the caller; not called for SweepKeep::nothing.
    std::function<std::filesystem::path(std::size_t run)> folder{};
    StopToken stop{};
};

/// Computes the runs of a queue on the CPU, several at a time, each on cores of its own: on one, unless fewer runs than
/// cores are left or wanted. Rows do not depend on either number; wall_seconds does.
///
/// A run that fails gives a row that says why. Runs under way when a stop is requested give none.
/// @throws what the sink throws, once the runs under way have ended
void compute_sweep(const Sweep& sweep, SweepQueue& queue, const SweepWork& work, const SweepSink& sink);

/// Computes all runs of a sweep.
/// @param progress  receives the share of runs that are known, from one thread at a time
/// @throws Stopped  a stop was requested
SweepTable compute_sweep(const Sweep& sweep, const SweepWork& work = {},
                         const std::function<void(double)>& progress = {});

}  // namespace coalesce
