#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "coalesce/sweep/sweep_table.hpp"

namespace coalesce {

/// The runs of one process of several that share a sweep: number `index` of `count`, from 1.
struct SweepShard {
    std::size_t index = 1, count = 1;
    bool whole() const { return count == 1; }
    /// Runs take turns, so that each shard gets as many cheap and costly ones.
    bool has(std::size_t run) const { return run % count == index - 1; }
};

/// The folder of a sweep's results, which a process may leave at any moment, killed too, without losing a row:
///
///     sweep.json       the sweep (to_json)
///     sweep.csv        the rows that are known, in order; replaced as a whole, every second at most
///     unfinished.rows  rows in the order in which they came, until sweep.csv has them; of a shard
///     unfinished-2-of-3.rows cells/RUN/       what runs leave (SweepKeep)
///
/// Several processes may work on shards in one folder: each has rows of its own, and sweep.csv gets those of all. They
/// wait for each other by a lock on the hidden file .sweep-lock, which is there only while one of them works.
class SweepFolder {
  public:
    /// Makes the folder or goes on with it.
    /// @throws InputError  it is that of another sweep, or its table is damaged
    /// @throws RunError    it cannot be written, or another process is at work on the same shard
    SweepFolder(std::filesystem::path folder, const Sweep& sweep, SweepShard shard);
    ~SweepFolder();
    SweepFolder(const SweepFolder&) = delete;
    SweepFolder& operator=(const SweepFolder&) = delete;

    /// The rows that are known: those in the folder and those that were put.
    const SweepTable& table() const { return table_; }
    /// Runs of this shard whose row, or what is to be kept, is not there; those that failed are among them.
    std::vector<std::size_t> missing(SweepKeep keep) const;
    /// Makes the folder for what a run leaves. Any thread.
    std::filesystem::path make_cell(std::size_t run) const;

    /// Keeps a row: after this call it survives a kill. One thread at a time. @throws RunError
    void put(std::size_t run, const SweepRow& row);
    /// Writes sweep.csv and removes the rows in order of arrival.
    void finish();

  private:
    class Lock;
    using Clock = std::chrono::steady_clock;
    void claim(const Sweep& sweep);
    void read_rows();
    void write_table();
    std::string csv_identity() const;

    std::filesystem::path folder_, own_rows_;
    SweepShard shard_;
    SweepTable table_;
    mutable std::mutex cells_;  ///< of the folder `cells`, which several runs may make at a time
    int rows_ = -1;             ///< descriptor of the own rows, locked
    std::string last_csv_;      ///< identity of the table that was last read or written
    Clock::time_point next_{};  ///< when sweep.csv is due
};

/// Counts of the runs in a merged table.
struct SweepMerge {
    std::size_t known = 0, missing = 0, failed = 0;
};
/// Joins folders of shards into sweep.csv of `out`, which may be one of them.
/// @throws InputError  two folders are of different sweeps, or have different rows for one run
SweepMerge merge_sweeps(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& out,
                        const SweepLabs& labs);

}  // namespace coalesce
