#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

std::string with_unit(double value, const std::string& unit) {
    return number_text(value) + (unit.empty() ? "" : " " + unit);
}

void draw_error(const Comparison& comparison, Theme theme) {
    if (std::isnan(comparison.error))
        return ImGui::TextDisabled("%s: not known yet", typeset(comparison.quantity).c_str());
    ImGui::TextDisabled("%s", typeset(comparison.quantity).c_str());
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextColored(palette::text(theme), "%s", with_unit(comparison.error, comparison.unit).c_str());
    ImGui::PopFont();
    if (!(comparison.floor > 0)) return;
    ImGui::SameLine();
    ImGui::TextDisabled("·  %s %s", comparison.floor_name.c_str(),
                        with_unit(comparison.floor, comparison.unit).c_str());
}

void draw_comparison(const Comparison& comparison, Theme theme) {
    ImGui::Spacing();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextColored(comparison.valid ? palette::theory(theme) : palette::faint_text(theme), "%s",
                       typeset(comparison.name).c_str());
    ImGui::PopFont();
    if (!comparison.valid) {
        ImGui::TextDisabled("%s", typeset(comparison.why_not).c_str());
    } else {
        ImGui::TextWrapped("%s", typeset(comparison.statement).c_str());
        draw_error(comparison, theme);
    }
    ImGui::Spacing();
    ImGui::Separator();
}

void draw_forecast(const Forecast& forecast, Theme theme) {
    ImGui::Spacing();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextColored(palette::theory(theme), "next merge");
    ImGui::PopFont();
    ImGui::TextWrapped("Clusters of %.0f %% and %.0f %%, now %.1f° apart, meet", 100 * forecast.masses[0],
                       100 * forecast.masses[1], forecast.angle * 180 / M_PI);
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(("in " + estimate_power_text(forecast.log10_wait)).c_str());
    ImGui::PopFont();
    ImGui::SameLine();
    if (std::isfinite(forecast.time)) ImGui::TextDisabled("·  at t %s", estimate_text(forecast.time).c_str());
    ImGui::TextDisabled("by the pairing law of weighted clusters");
    ImGui::Spacing();
    ImGui::Separator();
}

}  // namespace

void draw_theorems(const Frame& frame, bool valid, Theme theme) {
    ImGui::PushTextWrapPos(0);
    if (valid && frame.forecast) draw_forecast(*frame.forecast, theme);
    for (const Comparison& comparison : frame.theory)
        if (comparison.valid == valid) draw_comparison(comparison, theme);
    ImGui::PopTextWrapPos();
}

void draw_theory_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("theory", "Theory", &desk.open.theory)) return ImGui::End();
    section_title("Limits and laws");
    const float button = 5 * ImGui::GetFontSize();
    ImGui::SameLine();
    ImGui::SameLine(
        std::max(ImGui::GetCursorPosX(), ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - button));
    if (named_button("theory.png", "Picture…", {button, 0})) ask_for_picture(desk, PanelPicture::Of::theory);
    // Limits that apply come first; of the others only the reason is shown.
    if (frame.theory.empty() && !frame.forecast) ImGui::TextDisabled("The run has not been compared with theory yet.");
    draw_theorems(frame, true, desk.settings.theme);
    draw_theorems(frame, false, desk.settings.theme);
    ImGui::End();
}

}  // namespace coalesce
