#include <imgui.h>

#include <algorithm>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/numbers.hpp"

namespace coalesce {
namespace {

/// @param room  width that is left for the slider; without it the arrow keys still set the pace
void pace_controls(Desk& desk, float room) {
    static constexpr const char* labels[] = {"steps / frame", "time / second", "unlimited", "decades / second"};
    Pace pace = desk.pace;
    ImGui::SetNextItemWidth(8.5f * ImGui::GetFontSize());
    if (ImGui::BeginCombo("##pace", labels[static_cast<int>(pace.kind)])) {
        for (int kind = 0; kind < 4; ++kind)
            if (named_selectable("transport.pace." + std::to_string(kind), labels[kind],
                                 static_cast<int>(pace.kind) == kind)) {
                pace.kind = static_cast<Pace::Kind>(kind);
                pace.value = pace.kind == Pace::Kind::decades_per_second ? 0.5 : 1;
            }
        ImGui::EndCombo();
    }
    name_item("transport.pace");
    if (pace.kind != Pace::Kind::unlimited && room > 6 * ImGui::GetFontSize()) {
        ImGui::SameLine();
        ImGui::SetNextItemWidth(6 * ImGui::GetFontSize());
        const bool decades = pace.kind == Pace::Kind::decades_per_second;
        const double from = pace.kind == Pace::Kind::time_per_second ? 0.001 : 0.02, to = decades ? 20 : 1000;
        double value = pace.value;
        if (ImGui::SliderScalar(
                "##rate", ImGuiDataType_Double, &value, &from, &to, "%.3g",
                ImGuiSliderFlags_Logarithmic | ImGuiSliderFlags_NoRoundToFormat | ImGuiSliderFlags_AlwaysClamp))
            pace.value = value;
        name_item("transport.rate");
    }
    if (!(pace == desk.pace)) set_pace(desk, pace);
}

}  // namespace

void draw_transport_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("transport", "Transport", &desk.open.transport,
                     ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse))
        return ImGui::End();
    const ImVec2 button{4.6f * ImGui::GetFontSize(), 0};
    const char* label = desk.playing ? "❚❚ Pause" : desk.ended ? "▶ Go on" : "▶ Play";
    if (named_button("transport.play", label, button)) play(desk, !desk.playing);
    if (desk.ended)
        ImGui::SetItemTooltip("Space: the run has reached the scene's end, t = %s, and goes on beyond it",
                              number_text(desk.document.scene.time.until, 4).c_str());
    else
        ImGui::SetItemTooltip("Space");
    ImGui::SameLine();
    if (named_button("transport.step", "▶❙ Step", button)) step_once(desk);
    ImGui::SetItemTooltip("S or →");
    ImGui::SameLine();
    if (named_button("transport.reset", "↺ Reset", button)) reset(desk);
    ImGui::SetItemTooltip("R: back to the initial cloud");
    const float em = ImGui::GetFontSize(), record_width = 6.2f * em;
    const float here = ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x;
    const float record_at = ImGui::GetWindowWidth() - record_width - ImGui::GetStyle().WindowPadding.x;
    const float room = record_at - here - 2 * em;
    if (room > 8.5f * em) {
        ImGui::SameLine(0, em);
        pace_controls(desk, room - 9 * em);
    }
    ImGui::SameLine(std::max(record_at, here + 0.5f * em));
    if (named_button("transport.record", "● Record…", {record_width, 0})) desk.open.record = true;
    ImGui::SetItemTooltip("Ctrl+R: a video of this scene");
    draw_timeline_strip(desk, frame);
    ImGui::End();
}

}  // namespace coalesce
