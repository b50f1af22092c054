#include "desk/lesson_editor_fields.hpp"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <cmath>

#include "desk/widgets.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Share of the panel's width for labels; a narrow one has longer lines of them.
constexpr float editor_labels = 0.34f, narrow_editor_labels = 0.42f, narrow_editor = 17;

}  // namespace

void field_label(const char* label, const char* sentence) {
    const float width = ImGui::GetContentRegionAvail().x;
    const float em = ImGui::GetFontSize();
    const float labels = (width < narrow_editor * em ? narrow_editor_labels : editor_labels) * width;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(elided(label, labels - 0.3f * em).c_str());
    item_tooltip(sentence);
    ImGui::SameLine(labels + ImGui::GetStyle().WindowPadding.x);
    ImGui::SetNextItemWidth(-FLT_MIN);
}

void beside_if_fits(const char* label) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const float width = ImGui::CalcTextSize(label, nullptr, true).x + 2 * style.FramePadding.x;
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    if (ImGui::GetItemRectMax().x + style.ItemSpacing.x + width <= right) ImGui::SameLine();
}

bool editor_button(const char* name, const char* label, const char* sentence) {
    const bool pressed = named_button(name, label);
    item_tooltip(sentence);
    return pressed;
}

bool reverted() {
    return ImGui::IsKeyPressed(ImGuiKey_Escape, false);
}

bool text_field(const char* name, const char* label, const char* sentence, std::string& text, int lines) {
    ImGui::PushID(name);
    bool changed = false;
    if (lines == 1) {
        field_label(label, sentence);
        changed = ImGui::InputText("##text", &text);
    } else {
        ImGui::TextUnformatted(label);
        item_tooltip(sentence);
        const float height =
            static_cast<float>(lines) * ImGui::GetTextLineHeight() + 2 * ImGui::GetStyle().FramePadding.y;
        changed = ImGui::InputTextMultiline("##text", &text, {-FLT_MIN, height}, ImGuiInputTextFlags_WordWrap);
    }
    name_item(name);
    // Whoever types sees what is below the field.
    if (!ImGui::IsItemActive()) item_tooltip(sentence);
    ImGui::PopID();
    return changed && !reverted();
}

bool number_entry(const char* name, double& value, double least, const char* sentence) {
    ImGui::PushID(name);
    double typed = value;
    const bool changed = ImGui::InputDouble("##number", &typed, 0, 0, "%.8g");
    name_item(name);
    item_tooltip(sentence);
    ImGui::PopID();
    if (!changed || !std::isfinite(typed) || typed < least || typed == value) return false;
    value = typed;
    return true;
}

bool choice_field(const char* name, std::span<const std::string> choices, std::size_t& chosen, const char* sentence) {
    ImGui::PushID(name);
    bool changed = false;
    const bool open = ImGui::BeginCombo("##choice", choices[chosen].c_str());
    name_item(name);
    if (open) {
        for (std::size_t k = 0; k < choices.size(); ++k) {
            if (!named_selectable(std::string(name) + "." + std::to_string(k), choices[k].c_str(), k == chosen))
                continue;
            changed = k != chosen;
            chosen = k;
        }
        ImGui::EndCombo();
    } else {
        item_tooltip(sentence);
    }
    ImGui::PopID();
    return changed;
}

bool section(const char* name, const char* title, bool opened, const char* sentence) {
    const bool open = ImGui::CollapsingHeader(title, opened ? ImGuiTreeNodeFlags_DefaultOpen : 0);
    name_item(name);
    item_tooltip(sentence);
    return open;
}

void warning_line(const std::string& text, Theme theme) {
    ImGui::PushStyleColor(ImGuiCol_Text, palette::warning(theme));
    ImGui::TextWrapped("%s", text.c_str());
    ImGui::PopStyleColor();
}

}  // namespace coalesce
