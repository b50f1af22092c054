#include "desk/lab_transport.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "desk/widgets.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Slowest and fastest pace of a course, seconds from its start to its end.
constexpr double fastest_course = 1, slowest_course = 600;

/// Parts of the row of buttons, by the width of the window in ems.
struct LabRow {
    bool words;  ///< buttons have words beside their signs, the pace its unit
    float button, record, pace;
    explicit LabRow(float width)
        : words(width >= 56), button(words ? 6.0f : 2.6f), record(words ? 7.0f : 2.6f), pace(words ? 11.0f : 8.0f) {}
};

/// Draws how fast the course goes, in its own unit.
void draw_pace(const LabWorkspace& lab, const lab::Course& course, const LabRow& row) {
    lab::Playback& playback = lab.panel->playback();
    const double span = course.logarithmic ? std::log10(course.until / course.from) : course.until - course.from;
    const char* unit = course.logarithmic ? "decades / s" : course.unit;
    double pace = span / playback.seconds;
    ImGui::SetNextItemWidth(row.pace * ImGui::GetFontSize());
    if (number_slider(lab_widget(lab, "pace"), pace,
                      {.from = span / slowest_course,
                       .to = span / fastest_course,
                       .logarithmic = true,
                       .clamp = true,
                       .number = 4})
            .changed)
        playback.seconds = span / std::clamp(pace, span / slowest_course, span / fastest_course);
    ImGui::SetItemTooltip("Pace at which %s runs through the charts, in %s", course.label.c_str(), unit);
    if (!row.words) return;
    ImGui::SameLine();
    ImGui::TextUnformatted(unit);
}

/// Draws the place in the course, which can be dragged.
void draw_scrub(const LabWorkspace& lab, const lab::Course& course) {
    LabPanel& panel = *lab.panel;
    const std::string from = number_text(course.from), until = number_text(course.until);
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("%s", from.c_str());
    ImGui::SameLine();
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(until.c_str()).x - gap);
    auto share = static_cast<float>(panel.playback().share);
    if (ImGui::SliderFloat("##scrub", &share, 0, 1, "", ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoInput))
        panel.go_to(share);
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    name_item(lab_widget(lab, "scrub"));
    ImGui::SetItemTooltip("%s that the charts show: drag it", course.label.c_str());
    // A line under the part that is known.
    const auto known = static_cast<float>(panel.known_share());
    ImGui::GetWindowDrawList()->AddLine({low.x, high.y - 1}, {low.x + known * (high.x - low.x), high.y - 1},
                                        ImGui::GetColorU32(ImGuiCol_CheckMark), 2);
    ImGui::SameLine();
    ImGui::TextDisabled("%s", until.c_str());
}

}  // namespace

std::string lab_widget(const LabWorkspace& lab, const char* part) {
    return "lab." + std::string(lab.name) + "." + part;
}

float lab_transport_height() {
    const ImGuiStyle& style = ImGui::GetStyle();
    return 2 * ImGui::GetFrameHeight() + style.ItemSpacing.y + 2 * style.WindowPadding.y;
}

void draw_lab_transport(Desk& desk, const LabWorkspace& lab, const lab::Course& course) {
    LabPanel& panel = *lab.panel;
    const float em = ImGui::GetFontSize();
    const LabRow row(ImGui::GetContentRegionAvail().x / em);
    const ImVec2 button{row.button * em, 0};
    const bool ended = panel.playback().share >= 1 && !panel.playing();
    const auto label = [&](const char* words, const char* sign) { return row.words ? words : sign; };
    if (named_button(lab_widget(lab, "play"),
                     panel.playing() ? label("❚❚ Pause", "❚❚")
                     : ended         ? label("▶ Again", "▶")
                                     : label("▶ Play", "▶"),
                     button))
        panel.toggle_play();
    ImGui::SetItemTooltip(
        course.parameter ? "Sweeps the %s, and the charts follow: Space" : "Lets %s run through the charts: Space",
        course.label.c_str());
    ImGui::SameLine();
    if (named_button(lab_widget(lab, "reset"), label("↺ Start", "↺"), button)) panel.reset();
    ImGui::SetItemTooltip("Goes back to the start of the course: R");
    ImGui::SameLine();
    const std::string now = lab::course_text(course, lab::course_place(course, panel.playback().share));
    const float value = std::max(ImGui::CalcTextSize(now.c_str()).x,
                                 ImGui::CalcTextSize(lab::course_text(course, course.until).c_str()).x);
    ImGui::AlignTextToFramePadding();
    const float x = ImGui::GetCursorPosX();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(now.c_str());
    ImGui::PopFont();
    name_item(lab_widget(lab, "now"));
    ImGui::SameLine(x + value + 1.5f * em);
    draw_pace(lab, course, row);
    if (bool* logarithmic = panel.logarithmic()) {
        ImGui::SameLine();
        const double place = lab::course_place(course, panel.playback().share);
        if (named_checkbox(lab_widget(lab, "log"), "log time", logarithmic))
            panel.go_to(lab::course_share(*panel.course(), place));
        ImGui::SetItemTooltip("Runs through the decades of time instead of through equal stretches");
    }
    const float record = row.record * em;
    ImGui::SameLine(
        std::max(ImGui::GetCursorPosX(), ImGui::GetWindowWidth() - record - ImGui::GetStyle().WindowPadding.x));
    if (named_button(lab_widget(lab, "record"), label("● Record…", "●"), {record, 0})) desk.open.record = true;
    ImGui::SetItemTooltip("Records a film of this laboratory: Ctrl+R");
    draw_scrub(lab, course);
}

}  // namespace coalesce
