#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/observe/theory_monitor.hpp"
#include "command/interruption.hpp"
#include "command/row_times.hpp"

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
    /// Measures the last state and compares it with theory. After this only write() may be called.
    void finish();

    /// True if a folder has files of this name from a run.
    static bool is_result(std::string_view name);
    /// Writes the files for finish()'s state.
    /// @param twins  the comparison with runs beside this one; nullptr: there are none
    void write(PendingFolder& results, const TwinTable* twins = nullptr);

  private:
    void look_at_events();
    std::vector<Comparison> look();

    SceneDocument document_;
    const Interruption& interruption_;
    Simulation simulation_;
    TheoryMonitor monitor_;
    std::size_t events_ = 0;  ///< phases and merges at the last comparison
    RowTimes times_;
    std::vector<Measurement> rows_;
    std::vector<Comparison> theory_;
    double seconds_ = 0;  ///< wall time of its own steps and rows
    bool stopped_ = false;
};

}  // namespace coalesce::command
