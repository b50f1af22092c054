#pragma once

#include <imgui.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chart/implot_painter.hpp"
#include "coalesce/model/parameter.hpp"
#include "coalesce/model/scene.hpp"
#include "desk/lab_export.hpp"
#include "desk/widgets.hpp"

namespace coalesce {

struct Desk;

/// Content of one laboratory's window. Created when the window is opened, destroyed when it is closed.
class LabPanel {
  public:
    virtual ~LabPanel() = default;
    /// Draws into the present Dear ImGui window.
    virtual void draw(Desk& desk) = 0;
    /// Takes settings ("n=64") in place of the shown ones; all others get their defaults.
    /// @throws InputError  as assign() in model/settings.hpp
    virtual void take_settings(const std::vector<Assignment>& assignments) = 0;
    /// Plays or pauses; Space calls it while the laboratory covers the picture.
    virtual void toggle_play() {}
    /// Returns a quantity for scripts ("await lab.NAME.QUANTITY == …"); empty if there is none of that name.
    virtual std::string quantity(std::string_view name) const = 0;
    /// Returns what the window shows, as a laboratory that can be written; nullptr while a part of it is being
    /// computed.
    virtual std::shared_ptr<const lab::Lab> shown_lab(Theme theme) const = 0;
    LabExport& exporter() { return export_; }

  protected:
    /// @param lab  as in `coalesce lab NAME`
    explicit LabPanel(std::string_view lab) : export_(lab) {}
    LabExport export_;
};

/// A laboratory of the menu "Labs".
struct LabWindow {
    std::string_view name;  ///< as in `coalesce lab NAME`
    const char* title;
    /// @param wake  redraws the window; may be called from any thread
    std::unique_ptr<LabPanel> (*make)(std::function<void()> wake);
    bool open = false;
    bool covers_picture = false;  ///< covered more than half of the picture in the last frame
    std::unique_ptr<LabPanel> panel{};
    ImVec2 room{};  ///< size of the program's window when this one was last placed
    float em = 0;   ///< text size at that time; 0: not placed yet
};
/// Returns all laboratories, closed.
std::vector<LabWindow> lab_windows();
/// Writes the exports that the user has asked for and whose windows show everything. Call it outside of Dear ImGui's
/// frames, with the window's OpenGL context.
void write_due_exports(Desk& desk);

/// Draws a titled chart of a lab, without interaction. `size` includes the title.
chart::Drawn draw_lab_chart(const char* id, const std::string& title, ImVec2 size, const chart::Chart& chart);
/// Draws the colour bar of the titled chart before it, which is `height` high.
void draw_lab_bar(const chart::ColourBar& bar, float width, float height);
/// The columns of a lab's window: settings left, plots right; in a window narrower than 42 ems settings above plots.
/// Each scrolls by itself. Call ImGui::EndChild after each begin_…().
class LabColumns {
  public:
    LabColumns();
    bool begin_settings() const;
    bool begin_plots() const;

  private:
    float left_, upper_;  ///< width of the settings beside the plots, or their height above; the other is 0
};
/// Returns the height of each of `rows` titled plots in the rest of the window; at least 10 ems, then the window
/// scrolls.
float lab_plot_height(int rows);
/// Returns the width of a plot that shares its row with another: half of the row, or all of it if half is below 15 ems.
float lab_half_width();
/// Puts the next plot beside the last one if it fits; call it between two plots of lab_half_width().
void lab_beside();
/// Draws the widgets of a table's parameters, except those whose key is in `left_out`. True if one changed.
template <class Settings>
bool lab_settings(std::span<const BasicParameter<Settings>> table, Settings& settings,
                  std::initializer_list<std::string_view> left_out = {}) {
    bool changed = false;
    for (const BasicParameter<Settings>& parameter : table)
        if (std::find(left_out.begin(), left_out.end(), parameter.key) == left_out.end())
            changed |= parameter_widget(parameter, settings).changed;
    return changed;
}

// Each is defined in a file of its own, panel_NAME.cpp.
std::unique_ptr<LabPanel> make_single_location_panel(std::function<void()> wake);
std::unique_ptr<LabPanel> make_infinite_width_panel(std::function<void()> wake);
std::unique_ptr<LabPanel> make_equiangular_panel(std::function<void()> wake);

}  // namespace coalesce
