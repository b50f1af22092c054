#include <imgui.h>

#include <algorithm>
#include <iterator>

#include "chart/numbers.hpp"
#include "desk/arrangement.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"

namespace coalesce {
namespace {

/// Draws the slider of the pace, in the row of buttons or in the pace menu.
void rate_slider(Pace& pace, float width) {
    const bool decades = pace.kind == Pace::Kind::decades_per_second;
    const double from = pace.kind == Pace::Kind::time_per_second ? 0.001 : 0.02, to = decades ? 20 : 1000;
    ImGui::SetNextItemWidth(width);
    number_slider("transport.rate", pace.value,
                  {.from = from, .to = to, .logarithmic = true, .clamp = true, .number = 3.4f});
}

void pace_controls(Desk& desk, const TransportRow& row) {
    static constexpr const char* long_names[] = {"steps / frame", "time / second", "unlimited", "decades / second"};
    static constexpr const char* short_names[] = {"st/fr", "t/s", "max", "dec/s"};
    const float em = ImGui::GetFontSize();
    Pace pace = desk.run().pace;
    ImGui::SetNextItemWidth(row.pace * em);
    const auto present = static_cast<std::size_t>(pace.kind);
    const bool open = ImGui::BeginCombo("##pace", row.long_paces ? long_names[present] : short_names[present]);
    name_item("transport.pace");
    if (open) {
        for (std::size_t kind = 0; kind < std::size(long_names); ++kind)
            if (named_selectable("transport.pace." + std::to_string(kind), long_names[kind], present == kind)) {
                pace.kind = static_cast<Pace::Kind>(kind);
                pace.value = pace.kind == Pace::Kind::decades_per_second ? 0.5 : 1;
            }
        if (!row.slider && pace.kind != Pace::Kind::unlimited) rate_slider(pace, 9 * em);
        ImGui::EndCombo();
    }
    if (row.slider && pace.kind != Pace::Kind::unlimited) {
        ImGui::SameLine();
        rate_slider(pace, row.rate * em);
    }
    if (!(pace == desk.run().pace)) set_pace(desk, pace);
}

}  // namespace

void draw_transport_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("transport", "Transport", &desk.open.transport,
                     ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse))
        return ImGui::End();
    const float em = ImGui::GetFontSize(), gap = ImGui::GetStyle().ItemSpacing.x;
    const TransportRow row = transport_row(ImGui::GetContentRegionAvail().x / em, gap / em);
    const ImVec2 button{row.button * em, 0};
    const auto label = [&](const char* words, const char* sign) { return row.words ? words : sign; };
    if (named_button("transport.play",
                     desk.run().playing ? label("❚❚ Pause", "❚❚")
                     : desk.run().ended ? label("▶ Go on", "▶")
                                        : label("▶ Play", "▶"),
                     button))
        play(desk, !desk.run().playing);
    if (desk.run().ended)
        ImGui::SetItemTooltip("Continues beyond the scene's end, t = %s: Space",
                              number_text(desk.run().document.scene.time.until, 4).c_str());
    else
        ImGui::SetItemTooltip("%s: Space", desk.run().playing ? "Pauses" : "Plays");
    ImGui::SameLine();
    if (named_button("transport.step", label("▶❙ Step", "▶❙"), button)) step_once(desk);
    ImGui::SetItemTooltip("Takes one step: S or →");
    ImGui::SameLine();
    if (named_button("transport.reset", label("↺ Reset", "↺"), button)) reset(desk);
    ImGui::SetItemTooltip("Returns to the initial cloud: R");
    ImGui::SameLine();
    pace_controls(desk, row);
    const float right = ImGui::GetWindowWidth() - row.record * em - ImGui::GetStyle().WindowPadding.x;
    ImGui::SameLine(std::max(ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x + gap, right));
    if (named_button("transport.record", row.record_word ? "● Record…" : "●", {row.record * em, 0}))
        desk.open.record = true;
    ImGui::SetItemTooltip("Records a video of this scene: Ctrl+R");
    draw_timeline_strip(desk, frame);
    ImGui::End();
}

}  // namespace coalesce
