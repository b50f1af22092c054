#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "chart/numbers.hpp"
#include "desk/panels.hpp"
#include "desk/theorem_card.hpp"
#include "desk/widgets.hpp"
#include "view/prose.hpp"
#include "view/theorem_texts.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

std::string with_unit(double value, const std::string& unit) {
    return number_text(value) + (unit.empty() ? "" : " " + unit);
}

chart::Paragraph error_of(const Comparison& comparison, Theme theme) {
    chart::Paragraph error{with_unit(comparison.error, comparison.unit), ink(palette::text(theme)), true};
    if (comparison.floor > 0)
        error.beside = "·  " + comparison.floor_name + " " + with_unit(comparison.floor, comparison.unit);
    return error;
}

TheoremWords words_of(const Comparison& comparison, Theme theme) {
    const chart::Colour faint = ink(palette::faint_text(theme));
    const chart::Colour name = comparison.valid ? ink(palette::theory(theme)) : faint;
    TheoremWords words{{typeset(comparison.name), name, true}};
    if (!comparison.valid) {
        words.push_back({typeset(comparison.why_not), faint});
        return words;
    }
    if (!comparison.formula.empty())
        words.push_back({.text = "$\\displaystyle " + comparison.formula + "$",
                         .colour = ink(palette::text(theme)),
                         .formulas = true});
    words.push_back({typeset(comparison.statement), ink(palette::text(theme))});
    const bool known = !std::isnan(comparison.error);
    words.push_back({typeset(comparison.quantity) + (known ? "" : ": not known yet"), faint});
    if (known) words.push_back(error_of(comparison, theme));
    return words;
}

TheoremWords words_of(const Forecast& forecast, Theme theme) {
    const chart::Colour text = ink(palette::text(theme));
    char meeting[96];
    std::snprintf(meeting, sizeof meeting, "Clusters of %.0f %% and %.0f %%, now %.1f° apart, meet",
                  100 * forecast.masses[0], 100 * forecast.masses[1], forecast.angle * 180 / M_PI);
    chart::Paragraph wait{"in " + estimate_power_text(forecast.log10_wait), text, true};
    if (std::isfinite(forecast.time)) wait.beside = "·  at t " + estimate_text(forecast.time);
    return {{"next merge", ink(palette::theory(theme)), true},
            {meeting, text},
            wait,
            {"by the pairing law of weighted clusters", ink(palette::faint_text(theme))}};
}

void draw_paragraph(const chart::Paragraph& paragraph) {
    const chart::Colour& c = paragraph.colour;
    if (paragraph.formulas) return show_prose(paragraph.text, {c.r, c.g, c.b, c.a}, paragraph.strong);
    if (paragraph.strong) ImGui::PushFont(semibold_font(), 0);
    ImGui::TextColored({c.r, c.g, c.b, c.a}, "%s", paragraph.text.c_str());
    if (paragraph.strong) ImGui::PopFont();
    if (paragraph.beside.empty()) return;
    ImGui::SameLine();
    ImGui::TextDisabled("%s", paragraph.beside.c_str());
}

/// Names of the rows of theorems().
std::vector<std::string> names_of(const Frame& frame, bool valid) {
    std::vector<std::string> names;
    if (valid && frame.forecast) names.emplace_back("next merge");
    for (const Comparison& comparison : frame.theory)
        if (comparison.valid == valid) names.push_back(comparison.name);
    return names;
}

void draw_theorems(Desk& desk, const Frame& frame, bool valid, Theme theme) {
    const std::vector<TheoremWords> rows = theorems(frame, valid, theme);
    const std::vector<std::string> names = names_of(frame, valid);
    ImGui::PushTextWrapPos(0);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        ImGui::Spacing();
        ImGui::BeginGroup();
        for (const chart::Paragraph& paragraph : rows[k]) draw_paragraph(paragraph);
        ImGui::EndGroup();
        theorem_row_button(desk, names[k]);
        ImGui::Spacing();
        ImGui::Separator();
    }
    ImGui::PopTextWrapPos();
}

}  // namespace

std::vector<TheoremWords> theorems(const Frame& frame, bool valid, Theme theme) {
    std::vector<TheoremWords> all;
    if (valid && frame.forecast) all.push_back(words_of(*frame.forecast, theme));
    for (const Comparison& comparison : frame.theory)
        if (comparison.valid == valid) all.push_back(words_of(comparison, theme));
    return all;
}

void draw_theory_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("theory", "Theory", &desk.open.theory)) return ImGui::End();
    desk.theorem.panel_frame = ImGui::GetFrameCount();
    desk.theorem.under_mouse.clear();
    section_title("Limits and laws");
    const float button = 5 * ImGui::GetFontSize();
    ImGui::SameLine();
    ImGui::SameLine(
        std::max(ImGui::GetCursorPosX(), ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - button));
    if (named_button("theory.png", "Picture…", {button, 0})) ask_for_picture(desk, PanelPicture::Of::theory);
    // Limits that apply come first; of the others only the reason is shown.
    if (frame.theory.empty() && !frame.forecast)
        ImGui::TextDisabled("The run has not been compared with theory yet.");
    else if (const std::string why_not = why_no_theorem(frame.theory); !why_not.empty() && !frame.forecast)
        whole_lines(why_not, palette::text(desk.settings.theme));
    draw_theorems(desk, frame, true, desk.settings.theme);
    draw_theorems(desk, frame, false, desk.settings.theme);
    ImGui::End();
}

}  // namespace coalesce
