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

#include "desk/process.hpp"
#include "desk/widgets.hpp"
#include "model/scene.hpp"

namespace coalesce {

struct Desk;

/// What one laboratory's window shows, made when it is opened and gone when it is closed.
class LabPanel {
  public:
    virtual ~LabPanel() = default;
    /// Into the present window.
    virtual void draw(Desk& desk) = 0;
    /// Space, while the laboratory lies over the picture; nothing where it has nothing to play.
    virtual void toggle_play() {}
    /// A quantity for scripts ("await lab.NAME == …"); empty when there is none of that name.
    virtual std::string quantity(std::string_view name) const = 0;
};

/// A laboratory of the menu "Labs".
struct LabWindow {
    std::string_view name;  ///< as in `coalesce lab NAME`
    const char* title;
    /// @param wake  redraws the window; may be called from any thread
    std::unique_ptr<LabPanel> (*make)(std::function<void()> wake);
    bool open = false;
    bool covers_picture = false;  ///< as of the last frame
    std::unique_ptr<LabPanel> panel{};
    ImVec2 room{};  ///< of the program's window when it was last placed
    float em = 0;   ///< and the size of the text; 0: not placed yet
};
/// All of them, closed.
std::vector<LabWindow> lab_windows();

/// The export of a lab: `coalesce lab NAME` with the panel's settings in a process of its own.
struct LabExport {
    std::string folder;  ///< empty: named after the lab
    std::optional<CommandProcess> process{};
    std::string outcome{};
    bool failed = false;
    std::string replacing{};  ///< the folder whose files may be replaced, which was asked
};
/// Folder and button in one line, and below it how the last export ended.
void draw_lab_export(Desk& desk, LabExport& state, std::string_view lab, const std::vector<Assignment>& assignments);

/// A titled plot of a lab, without interaction; EndPlot when true. `size` contains the title.
bool begin_lab_plot(const char* id, const std::string& title, ImVec2 size);
/// Pixels per point, for what labs draw.
float lab_scale();
/// The columns of a lab's window: settings left, plots right; in a window narrower than 42 ems one above the other.
/// Each scrolls by itself. EndChild after both, LabColumns::next between them.
class LabColumns {
  public:
    LabColumns();
    bool begin_settings() const;
    bool begin_plots() const;

  private:
    float left_, upper_;  ///< width of the settings side by side, height one above the other; 0: not
};
/// Height that each of `rows` titled plots takes of the rest of the window, 10 ems at least: more scroll.
float lab_plot_height(int rows);
/// Width of a plot that shares its row with another, and whether it does: with less than 15 ems each they stand one
/// above the other. lab_beside goes between the two.
float lab_half_width();
void lab_beside();
/// Widgets of a table's parameters, but of those whose key is left out. Whether one changed.
template <class Settings>
bool lab_settings(std::span<const BasicParameter<Settings>> table, Settings& settings,
                  std::initializer_list<std::string_view> left_out = {}) {
    bool changed = false;
    for (const BasicParameter<Settings>& parameter : table)
        if (std::find(left_out.begin(), left_out.end(), parameter.key) == left_out.end())
            changed |= parameter_widget(parameter, settings).changed;
    return changed;
}

// One a panel file.
std::unique_ptr<LabPanel> make_single_location_panel(std::function<void()> wake);
std::unique_ptr<LabPanel> make_infinite_width_panel(std::function<void()> wake);
std::unique_ptr<LabPanel> make_equiangular_panel(std::function<void()> wake);

}  // namespace coalesce
