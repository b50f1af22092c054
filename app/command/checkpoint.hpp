#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <string>

#include "command/snapshots.hpp"

namespace coalesce::command {

/// A run at one of its states, as another process of the same build continues it: the file checkpoint.bin of a folder
/// (docs/formats.md, section 16).
struct Checkpoint {
    static constexpr const char* file_name = "checkpoint.bin";

    std::string program;       ///< version, commit and compiler that wrote it (this_program)
    std::string instructions;  ///< SIMD instruction set, which the last digits depend on
    std::string scene;         ///< JSON; token files by their absolute paths
    std::uint32_t tokens = 0;  ///< CRC-32 of the tokens at time 0 if a file gave them, else 0
    std::string backend;       ///< as asked for: auto or cpu
    double seconds = 0;        ///< between two checkpoints
    SnapshotRule snapshots;
    double time = 0;  ///< of the state
    std::uint64_t steps = 0;
    std::string state;  ///< HeadlessRun::save_bytes

    /// The file's content.
    std::string bytes() const;
};

/// Names the build in checkpoints.
std::string this_program();
/// CRC-32 (ISO-HDLC, as in zip and PNG).
std::uint32_t crc32(const void* bytes, std::size_t count);
/// Reads a checkpoint of this build.
/// @throws InputError  it is missing, damaged, cut short, of another format, version or build
Checkpoint read_checkpoint(const std::filesystem::path& path);
/// True if a folder has a checkpoint, readable or not.
bool has_checkpoint(const std::filesystem::path& folder);

/// Says on stderr why a checkpoint could not be written, if it could not.
void note_failure(const std::string& failure);

/// Writes checkpoints of a run beside its steps: a step waits for a copy in memory, not for the disk.
class CheckpointWriter {
  public:
    /// @param seconds  between the beginnings of two
    CheckpointWriter(std::filesystem::path path, double seconds);

    /// Begins as the writer of a checkpoint that is there, of the run's state at `time`.
    void continue_from(double time) {
        time_ = time;
        next_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(between_);
    }
    /// True if one is due and none is being written.
    bool due() const;
    /// Begins to write one; the one before stays until it is complete. If the last one could not be written, a line on
    /// stderr says so.
    /// @param first  called before it is put in place: flushes what it counts on
    void begin(Checkpoint checkpoint, std::function<void()> first);
    /// Waits for the one that is being written. @return  why it could not be written; empty: it is there
    std::string finish();
    /// Time of the run in the last complete checkpoint.
    std::optional<double> time() const { return time_; }

  private:
    using Clock = std::chrono::steady_clock;

    std::filesystem::path path_;
    std::chrono::duration<double> between_;
    Clock::time_point next_ = Clock::now();
    double writing_ = 0;  ///< time of the run in the one that is being written
    std::optional<double> time_;
    std::future<std::string> failure_;  ///< declared last: waited for before the rest goes
};

}  // namespace coalesce::command
