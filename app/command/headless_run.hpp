#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/observe/theory_monitor.hpp"
#include "command/interruption.hpp"
#include "command/row_times.hpp"
#include "command/snapshots.hpp"

namespace coalesce::command {

class TwinTable;

/// A run without a window: takes the steps of its scene, and writes the files of `coalesce run`. Looking at it between
/// two steps changes none of them.
class HeadlessRun {
  public:
    /// @throws Stopped  a stop came before the first step
    HeadlessRun(const SceneDocument& document, const StopToken& stop, const Interruption& interruption);

    Simulation& simulation() { return simulation_; }
    const SceneDocument& document() const { return document_; }
    /// True at the scene's end, and after a signal.
    bool over() const;
    /// Takes a step, or ends the run if a stop comes within it.
    void step();
    /// Keeps tokens over time in a folder, from now on or beside those that a restored state counts.
    void keep_snapshots(const std::filesystem::path& folder, const SnapshotRule& rule);
    /// Waits until the snapshots so far are on the disk. May run beside step().
    void flush_snapshots() const;

    /// True if the run is at a state that it would also have reached undisturbed: a stop within a step may have left
    /// another one.
    bool resumable() const { return resumable_; }
    /// The run as bytes: state, rows, comparisons and the times of its snapshots.
    std::string save_bytes() const;
    /// Continues from the bytes of a run of the same scene. @throws InputError  they are no such bytes
    void restore_bytes(std::string_view bytes);
    /// Measures the last state and compares it with theory. After this only write() may be called.
    void finish();

    /// True if a folder has files of this name from a run.
    static bool is_result(std::string_view name);
    /// Writes the files for finish()'s state.
    /// @param twins  the comparison with runs beside this one; nullptr: there are none
    void write(PendingFolder& results, const TwinTable* twins = nullptr);

  private:
    void take_step();
    void observe();
    void look_at_events();
    std::vector<Comparison> look();

    bool adaptive() const { return document_.scene.time.method == Method::adaptive; }

    SceneDocument document_;
    StopToken stop_;
    const Interruption& interruption_;
    Simulation simulation_;
    TheoryMonitor monitor_;
    std::size_t events_ = 0;  ///< phases and merges at the last comparison
    RowTimes times_;
    std::vector<Measurement> rows_;
    std::vector<Comparison> theory_;
    std::optional<Snapshots> snapshots_;
    std::vector<double> kept_times_;  ///< of the snapshots of a restored run
    std::uint64_t kept_next_ = 0;     ///< the same, of Snapshots::next()
    double seconds_ = 0;              ///< wall time of its own steps and rows
    bool stopped_ = false;
    bool unseen_ = false;  ///< the present state is yet to be observed
    bool resumable_ = true;
};

}  // namespace coalesce::command
