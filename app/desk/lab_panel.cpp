#include "desk/lab_panel.hpp"

#include <imgui.h>

#include "coalesce/model/text.hpp"
#include "desk/desk.hpp"
#include "desk/diagram_panel.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Width of the window below which settings move above the charts, and of the settings beside them, ems.
constexpr float narrowest_lab = 36, settings_width = 20;
/// Width of a lesson's laboratory below which it leaves its parameters away, ems: in a window of 16:9 it has 46 beside
/// a question, where they would leave its charts one column, of which the last is cut off.
constexpr float narrowest_of_lesson = 50;

}  // namespace

std::vector<LabWorkspace> lab_workspaces() {
    std::vector<LabWorkspace> all;
    all.push_back({.name = "single-location",
                   .title = "Single-location regression",
                   .about = "one attention head learns to find one token in many",
                   .make = make_single_location_panel});
    all.push_back({.name = "infinite-width",
                   .title = "Infinite width",
                   .about = "the output of one random attention layer, and its limit",
                   .make = make_infinite_width_panel});
    all.push_back({.name = "equiangular",
                   .title = "Equiangular",
                   .about = "tokens at equal angles, and long contexts",
                   .make = make_equiangular_panel});
    return all;
}

void write_due_exports(Desk& desk) {
    const Theme theme = desk.settings.theme;
    const auto write = [&](LabPanel* panel) {
        if (!panel || !panel->exporter().due()) return;
        if (auto shown = panel->shown_lab(theme)) panel->exporter().write(std::move(shown), theme, desk.wake);
    };
    for (LabWorkspace& lab : desk.labs) write(lab.panel.get());
    write(desk.lesson_lab.get());
    if (desk.diagram) desk.diagram->write_due(desk);
}

void LabPanel::draw(Theme theme) {
    // Beside a question there is room for the charts, and for the numbers above them in a wide window.
    const float width = ImGui::GetContentRegionAvail().x / ImGui::GetFontSize();
    if (width < narrowest_lab) return draw_charts(theme);
    if (width < narrowest_of_lesson) return draw_alone(theme);
    const LabColumns columns;
    if (columns.begin_settings()) draw_numbers(theme);
    ImGui::EndChild();
    if (columns.begin_charts()) draw_beside_column(theme);
    ImGui::EndChild();
}

void LabPanel::draw_column(Theme theme) {
    draw_numbers(theme);
    ImGui::Spacing();
    export_.draw(theme);
}

void LabPanel::draw_numbers(Theme theme) {
    draw_parameters();
    ImGui::Spacing();
    const std::string why = complaint();
    const std::vector<lab::Readout> numbers = readouts(theme);
    const float height = static_cast<float>(numbers.size()) * ImGui::GetTextLineHeightWithSpacing();
    numbers_fit_ = !why.empty() || ImGui::GetCursorPosY() + height <= ImGui::GetWindowHeight();
    ImGui::PushTextWrapPos(0);
    if (!why.empty())
        ImGui::TextColored(palette::warning(theme), "%s", why.c_str());
    else if (numbers_fit_)
        for (const lab::Readout& readout : numbers) lab::show_readout(readout, theme);
    ImGui::PopTextWrapPos();
}

void LabPanel::draw_beside_column(Theme theme) {
    if (!numbers_fit_) draw_numbers_above(theme);
    draw_charts(theme);
}

void LabPanel::draw_alone(Theme theme) {
    draw_numbers_above(theme);
    draw_charts(theme);
}

void LabPanel::draw_numbers_above(Theme theme) {
    lab::draw_readouts(readouts(theme), ImGui::GetContentRegionAvail().x, theme);
}

void LabPanel::advance(double seconds) {
    if (course()) playback_.advance(seconds, known_share());
}

void LabPanel::play(bool playing) {
    playback_.playing = playing && course();
}

void LabPanel::toggle_play() {
    if (course()) playback_.toggle();
}

void LabPanel::go_to(double share) {
    playback_.share = std::clamp(share, 0.0, known_share());
}

void LabPanel::reset() {
    playback_.playing = false;
    go_to(0);
}

std::string LabPanel::quantity(std::string_view name) const {
    if (name == "playing") return playing() ? "true" : "false";
    if (name == "exported") return export_.state();
    if (name == "complaint") return complaint().empty() ? "none" : complaint();
    if (name == "share") return formatted("%.17g", playback_.share);
    if (name == "place") {
        const auto along = course();
        return along ? formatted("%.17g", lab::course_place(*along, playback_.share)) : "none";
    }
    return own_quantity(name);
}

LabColumns::LabColumns() : left_(0), upper_(0) {
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float em = ImGui::GetFontSize();
    if (room.x >= narrowest_lab * em)
        left_ = std::min(settings_width * em, 0.42f * room.x);
    else
        upper_ = 0.4f * room.y;
}

bool LabColumns::begin_settings() const {
    return ImGui::BeginChild("settings", {left_, upper_});
}

bool LabColumns::begin_charts() const {
    if (left_ > 0)
        ImGui::SameLine();
    else
        ImGui::Separator();
    return ImGui::BeginChild("charts", {0, 0});
}

}  // namespace coalesce
