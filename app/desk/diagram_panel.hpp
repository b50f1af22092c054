#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "coalesce/document/view_state.hpp"
#include "coalesce/sweep/sweep_slice.hpp"

namespace coalesce {

struct Desk;

/// A sweep on the desk: a heat map that fills while threads of low priority compute it.
class DiagramPanel {
  public:
    /// Reads a sweep's file, or a folder of results, whose rows are taken and whose missing runs are computed in
    /// memory.
    /// @param wake  called on another thread when a row has come
    /// @throws InputError, RunError
    DiagramPanel(const std::string& file_or_folder, std::function<void()> wake);
    /// Stops the runs under way.
    ~DiagramPanel();
    DiagramPanel(const DiagramPanel&) = delete;
    DiagramPanel& operator=(const DiagramPanel&) = delete;

    /// Draws the panel while it is open.
    void draw(Desk& desk);
    /// Writes the export that was asked for. Call it outside of Dear ImGui's frames.
    void write_due(Desk& desk);
    void show() { open_ = true; }
    bool shown() const { return open_; }
    /// Starts or stops computing; rows that came stay.
    void compute(bool on);
    /// A quantity of scripts. @throws InputError
    std::string quantity(std::string_view name) const;

  private:
    struct State;
    void draw_choices();
    void draw_map(Desk& desk);
    void open_cell(Desk& desk, const SweepCell& cell);
    void draw_actions();

    std::unique_ptr<State> state_;
    bool open_ = true;
};

/// True if a file is a sweep, or a folder has one's results.
bool names_sweep(const std::string& file_or_folder);
/// Opens a sweep in the panel; a message says why it cannot be read.
void open_diagram(Desk& desk, const std::string& file_or_folder);

}  // namespace coalesce
