#include "desk/widgets.hpp"

#include <imgui_internal.h>  // the rectangle of a docked window's tab is kept there
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "model/path_text.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Share of a panel's width that labels take.
constexpr float label_share = 0.36f;
constexpr int settled_frames = 2;
/// As many digits as a slider's value deserves: four significant ones.
constexpr const char* slider_format = "%.4g";

EditResult result_of_item(bool changed) {
    return {changed, ImGui::IsItemDeactivatedAfterEdit()};
}

bool real_slider(const ParameterSpec& parameter, double& value) {
    // A value outside the slider's range (typed, or from a file) widens the slider, so that it is never clamped away.
    const double from = std::min(parameter.slider_from, value), to = std::max(parameter.slider_to, value);
    ImGuiSliderFlags flags = ImGuiSliderFlags_NoRoundToFormat;
    if (parameter.logarithmic) flags |= ImGuiSliderFlags_Logarithmic;
    double edited = value;
    if (!ImGui::SliderScalar("##value", ImGuiDataType_Double, &edited, &from, &to, slider_format, flags)) return false;
    if (!std::isfinite(edited)) return false;
    value = edited;
    return true;
}

bool integer_slider(const ParameterSpec& parameter, std::int64_t& value) {
    const auto from = std::min(static_cast<std::int64_t>(parameter.slider_from), value);
    const auto to = std::max(static_cast<std::int64_t>(parameter.slider_to), value);
    return ImGui::SliderScalar("##value", ImGuiDataType_S64, &value, &from, &to, "%lld",
                               parameter.logarithmic ? ImGuiSliderFlags_Logarithmic : ImGuiSliderFlags_None);
}

bool choice_combo(const ParameterSpec& parameter, std::string& value) {
    bool changed = false;
    const bool open = ImGui::BeginCombo("##value", value.c_str());
    name_item(parameter.key);
    if (!open) return false;
    for (const std::string_view choice : parameter.choices) {
        const std::string label(choice);
        if (named_selectable(std::string(parameter.key) + "." + label, label.c_str(), label == value)) {
            changed = label != value;
            value = label;
        }
    }
    ImGui::EndCombo();
    return changed;
}

void label_and_tooltip(const ParameterSpec& parameter) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(parameter.label.data(), parameter.label.data() + parameter.label.size());
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_DelayShort)) {
        ImGui::BeginTooltip();
        ImGui::PushTextWrapPos(22 * ImGui::GetFontSize());
        ImGui::TextUnformatted(parameter.help.data(), parameter.help.data() + parameter.help.size());
        ImGui::TextDisabled("%.*s%s%.*s", static_cast<int>(parameter.key.size()), parameter.key.data(),
                            parameter.unit.empty() ? "" : " · ", static_cast<int>(parameter.unit.size()),
                            parameter.unit.data());
        ImGui::PopTextWrapPos();
        ImGui::EndTooltip();
    }
    ImGui::SameLine(label_share * ImGui::GetContentRegionAvail().x + ImGui::GetCursorPosX() * 0 +
                    ImGui::GetStyle().WindowPadding.x);
    ImGui::SetNextItemWidth(-FLT_MIN);
}

}  // namespace

void WidgetMap::add(std::string_view name, ImVec2 from, ImVec2 to) {
    const auto same = [](ImVec2 a, ImVec2 b) { return a.x == b.x && a.y == b.y; };
    auto [at, fresh] = known_.try_emplace(std::string(name), Rectangle{from, to, frame_, 0});
    if (fresh) return;
    Rectangle& known = at->second;
    const bool continues = known.frame >= frame_ - 1 && same(known.from, from) && same(known.to, to);
    known = {from, to, frame_, continues ? known.still + 1 : 0};
}

const WidgetMap::Rectangle* WidgetMap::find(const std::string& name) {
    const auto at = known_.find(name);
    // Widgets of the frame being drawn or of the one before are on the screen now.
    const bool drawn = at != known_.end() && at->second.frame >= frame_ - 1;
    wanted_ = drawn ? "" : name;
    return drawn && at->second.still >= settled_frames ? &at->second : nullptr;
}

WidgetMap& widget_map() {
    static WidgetMap map;
    return map;
}

void name_item(std::string_view name) {
    const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax();
    const ImVec2 centre{0.5f * (from.x + to.x), 0.5f * (from.y + to.y)};
    if (ImGui::IsRectVisible(centre, {centre.x + 1, centre.y + 1}))
        widget_map().add(name, from, to);
    else if (widget_map().wanted(name))
        ImGui::SetScrollHereY();
}

bool begin_panel(std::string_view name, const char* title, bool* open, ImGuiWindowFlags flags) {
    const bool visible = ImGui::Begin(title, open, flags);
    const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
    if (window->DockIsActive)
        widget_map().add("tab." + std::string(name), window->DC.DockTabItemRect.Min, window->DC.DockTabItemRect.Max);
    return visible;
}

bool named_button(std::string_view name, const char* label, ImVec2 size) {
    const bool pressed = ImGui::Button(label, size);
    name_item(name);
    return pressed;
}

bool named_selectable(std::string_view name, const char* label, bool selected) {
    const bool pressed = ImGui::Selectable(label, selected);
    name_item(name);
    return pressed;
}

bool named_checkbox(std::string_view name, const char* label, bool* value) {
    const bool changed = ImGui::Checkbox(label, value);
    name_item(name);
    return changed;
}

bool path_input(const char* label, const char* hint, std::string& path) {
    std::string text = shown_path(path);
    if (!ImGui::InputTextWithHint(label, hint, &text)) return false;
    path = read_path(text);
    return true;
}

EditResult value_widget(const ParameterSpec& parameter, ParameterValue& value) {
    ImGui::PushID(parameter.key.data(), parameter.key.data() + parameter.key.size());
    label_and_tooltip(parameter);
    EditResult result;
    switch (parameter.kind) {
        case ParameterKind::real:
            result = result_of_item(real_slider(parameter, std::get<double>(value)));
            break;
        case ParameterKind::integer:
            result = result_of_item(integer_slider(parameter, std::get<std::int64_t>(value)));
            break;
        case ParameterKind::boolean:
            result.changed = result.finished = ImGui::Checkbox("##value", &std::get<bool>(value));
            break;
        case ParameterKind::choice:
            result.changed = result.finished = choice_combo(parameter, std::get<std::string>(value));
            break;
        case ParameterKind::text:
            result = result_of_item(ImGui::InputText("##value", &std::get<std::string>(value)));
            break;
        case ParameterKind::matrix:
            result = matrix_widget(parameter.key, std::get<Matrix>(value));
            break;
        case ParameterKind::law:
        case ParameterKind::pair:
            ImGui::TextDisabled("–");
            break;
    }
    if (parameter.kind != ParameterKind::choice && parameter.kind != ParameterKind::matrix) name_item(parameter.key);
    ImGui::PopID();
    return result;
}

EditResult parameter_widget(std::string_view key, SceneDocument& document) {
    return parameter_widget(*find_parameter(key), document);
}

EditResult matrix_widget(std::string_view name, Matrix& matrix) {
    EditResult result;
    ImGui::BeginGroup();
    ImGui::PushID(name.data(), name.data() + name.size());
    const int d = matrix.dimension;
    const float spacing = ImGui::GetStyle().ItemInnerSpacing.x;
    const float width =
        (ImGui::GetContentRegionAvail().x - spacing * static_cast<float>(d - 1)) / static_cast<float>(d);
    for (int row = 0; row < d; ++row) {
        for (int column = 0; column < d; ++column) {
            if (column > 0) ImGui::SameLine(0, spacing);
            ImGui::PushID(3 * row + column);
            ImGui::SetNextItemWidth(width);
            double value = matrix(row, column);
            const bool changed = ImGui::DragScalar("##cell", ImGuiDataType_Double, &value, 0.01f, nullptr, nullptr,
                                                   "%.4g", ImGuiSliderFlags_NoRoundToFormat);
            if (changed && std::isfinite(value)) {
                matrix(row, column) = value;
                result.changed = true;
            }
            result.finished |= ImGui::IsItemDeactivatedAfterEdit();
            name_item(std::string(name) + "." + std::to_string(row) + "." + std::to_string(column));
            ImGui::PopID();
        }
    }
    ImGui::PopID();
    ImGui::EndGroup();
    return result;
}

void help_marker(const char* text) {
    ImGui::SameLine();
    ImGui::TextDisabled("(?)");
    if (ImGui::BeginItemTooltip()) {
        ImGui::PushTextWrapPos(24 * ImGui::GetFontSize());
        ImGui::TextUnformatted(text);
        ImGui::PopTextWrapPos();
        ImGui::EndTooltip();
    }
}

void section_title(const char* text) {
    ImGui::Spacing();
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(text);
    ImGui::PopFont();
}

}  // namespace coalesce
