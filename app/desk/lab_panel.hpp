#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/process.hpp"
#include "model/scene.hpp"

namespace coalesce {

struct Desk;

/// What one laboratory's window shows, made when it is opened and gone when it is closed.
class LabPanel {
  public:
    virtual ~LabPanel() = default;
    /// Into the present window.
    virtual void draw(Desk& desk) = 0;
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
    std::unique_ptr<LabPanel> panel{};
};
/// All of them, closed.
std::vector<LabWindow> lab_windows();

/// The export of a lab: `coalesce lab NAME` with the panel's settings in a process of its own.
struct LabExport {
    std::string folder;  ///< empty: named after the lab
    std::optional<CommandProcess> process{};
    std::string outcome{};
    bool failed = false;
};
/// Folder and button in one line, and below it how the last export ended.
void draw_lab_export(Desk& desk, LabExport& state, std::string_view lab, const std::vector<Assignment>& assignments);

// One a panel file.
std::unique_ptr<LabPanel> make_infinite_width_panel(std::function<void()> wake);
std::unique_ptr<LabPanel> make_equiangular_panel(std::function<void()> wake);

}  // namespace coalesce
