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

#include "coalesce/model/parameter.hpp"
#include "coalesce/model/scene.hpp"
#include "desk/lab_export.hpp"
#include "desk/lab_history.hpp"
#include "desk/widgets.hpp"
#include "lab/board.hpp"
#include "lab/course.hpp"

namespace coalesce {

struct Desk;

/// A laboratory as it is worked with: its parameters, what it shows, and how far its course has come. Created when it
/// is opened first.
class LabPanel {
  public:
    virtual ~LabPanel() = default;

    /// Draws the widgets of the parameters into the present Dear ImGui window.
    virtual void draw_parameters() = 0;
    /// Draws the charts into the rest of the window.
    virtual void draw_charts(Theme theme) = 0;
    /// Numbers of the present moment, with their theory.
    virtual std::vector<lab::Readout> readouts(Theme theme) = 0;
    /// Draws parameters and numbers in a column and the charts beside it, as a lesson shows them; in a place narrower
    /// than 50 ems the numbers above the charts, and than 36 ems the charts alone.
    void draw(Theme theme);
    /// Draws parameters, numbers and export, and beside them the charts. Numbers that a low column would cut are above
    /// the charts.
    void draw_column(Theme theme);
    void draw_beside_column(Theme theme);
    /// Draws numbers and charts without parameters.
    void draw_alone(Theme theme);

    /// Takes settings ("n=64") in place of the shown ones; all others get their defaults. Nothing is computed anew if
    /// they are the present ones.
    /// @throws InputError  as assign() in model/settings.hpp
    virtual void take_settings(const std::vector<Assignment>& assignments) = 0;
    /// The settings that differ from their defaults; take_settings() gives the same ones back.
    virtual std::vector<Assignment> settings() const = 0;

    /// The course that runs through the charts; nullopt: nothing does.
    virtual std::optional<lab::Course> course() const = 0;
    /// Share of the course that can be shown so far.
    virtual double known_share() const { return 1; }
    /// Goes on by so many seconds.
    virtual void advance(double seconds);
    virtual bool playing() const { return playback_.playing; }
    virtual void play(bool playing);
    /// Plays, from the start if the course has ended; or pauses.
    virtual void toggle_play();
    virtual void go_to(double share);
    /// Goes back to the start of the course and pauses there.
    virtual void reset();
    /// Whether the course has a logarithmic axis that can be chosen, and its choice.
    virtual bool* logarithmic() { return nullptr; }
    lab::Playback& playback() { return playback_; }

    /// Returns a quantity for scripts ("await lab.NAME.QUANTITY == …"); empty if there is none of that name.
    std::string quantity(std::string_view name) const;
    /// Returns what the window shows, as a laboratory that can be written; nullptr while a part of it is being
    /// computed.
    virtual std::shared_ptr<const lab::Lab> shown_lab(Theme theme) const = 0;
    LabExport& exporter() { return export_; }
    LabHistory& history() { return history_; }
    /// Why the last settings have no result; empty if they have one.
    virtual std::string complaint() const { return ""; }

  protected:
    /// @param lab  as in `coalesce lab NAME`
    explicit LabPanel(std::string_view lab) : export_(lab) {}
    virtual std::string own_quantity(std::string_view name) const = 0;
    void draw_numbers(Theme theme);
    void draw_numbers_above(Theme theme);
    bool numbers_fit_ = true;  ///< below the parameters, in this frame
    LabExport export_;
    LabHistory history_;
    lab::Playback playback_;
};

/// A laboratory of the menu "Labs". At most one is open: it has the window, and the tokens wait.
struct LabWorkspace {
    std::string_view name;  ///< as in `coalesce lab NAME`
    const char* title;
    const char* about;  ///< a sentence for the bar at the top
    /// @param wake  redraws the window; may be called from any thread
    std::unique_ptr<LabPanel> (*make)(std::function<void()> wake);
    bool open = false;
    std::unique_ptr<LabPanel> panel{};  ///< null: was never opened; kept with its parameters when it is closed
    std::unique_ptr<LabPanel> aside{};  ///< the user's own, while a lesson lends its laboratory
};
/// Returns all laboratories, closed.
std::vector<LabWorkspace> lab_workspaces();
/// Writes the exports that the user has asked for and whose windows show everything. Call it outside of Dear ImGui's
/// frames, with the window's OpenGL context.
void write_due_exports(Desk& desk);

/// The columns of a lab: settings left, charts right; in a window narrower than 36 ems settings above charts. Each
/// scrolls by itself. Call ImGui::EndChild after each begin_…().
class LabColumns {
  public:
    LabColumns();
    bool begin_settings() const;
    bool begin_charts() const;

  private:
    float left_, upper_;  ///< width of the settings beside the charts, or their height above; the other is 0
};
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
