#include "desk/lab_panel.hpp"

#include <imgui.h>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Lengths in ems: preferred size of a lab's window; width below which settings move above the plots; smallest legible
/// plot.
constexpr float least_lab_width = 64, least_lab_height = 40;
constexpr float narrowest_window = 42, narrowest_plot = 15, lowest_plot = 10;

}  // namespace

std::vector<LabWindow> lab_windows() {
    std::vector<LabWindow> windows;
    windows.push_back(
        {.name = "single-location", .title = "Single-location regression", .make = make_single_location_panel});
    windows.push_back({.name = "infinite-width", .title = "Infinite width", .make = make_infinite_width_panel});
    windows.push_back({.name = "equiangular", .title = "Equiangular", .make = make_equiangular_panel});
    return windows;
}

void write_due_exports(Desk& desk) {
    const Theme theme = desk.settings.theme;
    const auto write = [&](LabPanel* panel) {
        if (!panel || !panel->exporter().due()) return;
        if (auto shown = panel->shown_lab(theme)) panel->exporter().write(std::move(shown), theme, desk.wake);
    };
    for (LabWindow& lab : desk.labs) write(lab.panel.get());
    write(desk.lesson_lab.get());
}

LabColumns::LabColumns() : left_(0), upper_(0) {
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float em = ImGui::GetFontSize();
    if (room.x >= narrowest_window * em)
        left_ = std::min(20 * em, 0.42f * room.x);
    else
        upper_ = 0.4f * room.y;
}

bool LabColumns::begin_settings() const {
    return ImGui::BeginChild("settings", {left_, upper_});
}

bool LabColumns::begin_plots() const {
    if (left_ > 0)
        ImGui::SameLine();
    else
        ImGui::Separator();
    return ImGui::BeginChild("plots", {0, 0});
}

float lab_plot_height(int rows) {
    const float spacing = ImGui::GetStyle().ItemSpacing.y * static_cast<float>(rows - 1);
    return std::max(lowest_plot * ImGui::GetFontSize(),
                    (ImGui::GetContentRegionAvail().y - spacing) / static_cast<float>(rows));
}

float lab_half_width() {
    const float half = 0.5f * (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x);
    return half >= narrowest_plot * ImGui::GetFontSize() ? half : ImGui::GetContentRegionAvail().x;
}

void lab_beside() {
    // The second of two plots in a row needs as much width as the first.
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    const float rest = right - ImGui::GetItemRectMax().x;
    if (rest >= narrowest_plot * ImGui::GetFontSize()) ImGui::SameLine();
}

chart::Drawn draw_lab_chart(const char* id, const std::string& title, ImVec2 size, const chart::Chart& chart) {
    ImGui::BeginGroup();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(title.c_str());
    ImGui::PopFont();
    size.y -= ImGui::GetTextLineHeightWithSpacing();
    const chart::Drawn drawn = chart::draw(chart, id, size, chart_screen());
    ImGui::EndGroup();
    return drawn;
}

void draw_lab_bar(const chart::ColourBar& bar, float width, float height) {
    ImGui::SameLine();
    ImGui::BeginGroup();
    ImGui::TextUnformatted("");
    chart::draw(bar, {width, height - ImGui::GetTextLineHeightWithSpacing()}, chart_screen());
    ImGui::EndGroup();
}

/// Places a lab's window: four fifths of the program's window, or more if that is too small. Repeated when the
/// program's window or the text size changes.
void place_lab(LabWindow& lab) {
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const ImVec2 room = viewport->WorkSize;
    const float em = ImGui::GetFontSize();
    const bool changed = lab.room.x != room.x || lab.room.y != room.y || lab.em != em;
    const ImGuiCond when = changed && lab.em > 0 ? ImGuiCond_Always : ImGuiCond_FirstUseEver;
    lab.room = room;
    lab.em = em;
    const ImVec2 wanted{std::max(0.8f * room.x, least_lab_width * em), std::max(0.86f * room.y, least_lab_height * em)};
    const ImVec2 size{std::min(wanted.x, room.x), std::min(wanted.y, room.y)};
    ImGui::SetNextWindowPos(viewport->GetWorkCenter(), when, {0.5f, 0.5f});
    ImGui::SetNextWindowSize(size, when);
    ImGui::SetNextWindowSizeConstraints({0, 0}, room);
}

void draw_lab_windows(Desk& desk) {
    for (LabWindow& lab : desk.labs) {
        if (!lab.open) {
            lab.panel.reset();
            continue;
        }
        if (!lab.panel) lab.panel = lab.make(desk.wake);
        place_lab(lab);
        if (begin_panel(std::string("lab.").append(lab.name), lab.title, &lab.open)) lab.panel->draw(desk);
        ImGui::End();
    }
}

}  // namespace coalesce
