#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/growing_npy.hpp"

namespace coalesce::command {

/// Times at which a run keeps its tokens, beside time 0 and the run's end.
struct SnapshotRule {
    std::optional<double> every;             ///< equal distances, > 0
    std::optional<std::int64_t> per_decade;  ///< equal ratios from time.dt on
    bool any() const { return every || per_decade; }
    bool operator==(const SnapshotRule&) const = default;
    /// "--every 0.5", or an empty text for none.
    std::string words() const;
    /// Time k, from k = 0 on; the first one is 0.
    double time(const TimeSpec& steps, std::uint64_t k) const;
    /// Largest number of snapshots of a run.
    double most(const TimeSpec& steps) const;
    /// @throws InputError  there would be more than a file can have
    void check(const TimeSpec& steps) const;
};

/// Tokens of a run over time: trajectory.npy, K×N×d float64, and times.npy, K float64, in a folder.
///
/// With fixed steps a snapshot is the first state at or past its time; adaptive steps are read off at the time itself,
/// by their dense output. Row i is token number i (TokenNumbers), NaN while it is not there. Taking a snapshot changes
/// nothing of the run.
class Snapshots {
  public:
    static constexpr const char* trajectory_name = "trajectory.npy";
    static constexpr const char* times_name = "times.npy";

    /// Begins both files.
    /// @throws RunError  among others if the disk has not room for all of them
    Snapshots(const std::filesystem::path& folder, const SnapshotRule& rule, Simulation& simulation);
    /// Goes on with the files of a run, of which the snapshots at `times` stay.
    /// @param next  of next() then
    /// @throws InputError  the files are missing or others
    Snapshots(const std::filesystem::path& folder, const SnapshotRule& rule, Simulation& simulation,
              const std::vector<double>& times, std::uint64_t next);

    /// Takes the snapshots that the last step led to or past.
    void take(Simulation& simulation);
    /// Times of the snapshots so far.
    const std::vector<double>& times() const { return times_; }
    /// Number k of the next time (SnapshotRule::time).
    std::uint64_t next() const { return next_; }
    /// Waits until all snapshots are on the disk. May run beside take().
    void flush() const;

  private:
    void append(Simulation& simulation, double time);

    SnapshotRule rule_;
    std::size_t tokens_;  ///< number of rows of a snapshot
    GrowingNpy trajectory_, instants_;
    std::vector<double> times_, rows_;
    std::uint64_t next_ = 0;
};

}  // namespace coalesce::command
