#include "desk/widgets.hpp"

#include <imgui_internal.h>  // rectangle of a docked window's tab
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "coalesce/document/twins.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/control_help.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Share of a panel's width for labels.
constexpr float label_share = 0.36f, narrow_label_share = 0.42f;
constexpr int settled_frames = 2;
/// Format of a slider's value: four significant digits.
constexpr const char* slider_format = "%.4g";

EditResult result_of_item(bool changed) {
    return {changed, ImGui::IsItemDeactivatedAfterEdit()};
}

/// Width below which a slider is omitted, ems.
constexpr float least_slider = 2.5f;

std::string slider_text(double value, const SliderRange& range) {
    if (value == 0 && !range.zero.empty()) return std::string(range.zero);
    char number[48];
    std::snprintf(number, sizeof number, range.whole ? "%.0f" : slider_format, value);
    std::string text = number;
    if (!range.unit.empty()) text.append(" ").append(range.unit);
    return text;
}

/// The number that the field shows: a drag leaves no digits that nobody reads.
double shown_number(double value, const SliderRange& range) {
    return std::strtod(slider_text(value, {.whole = range.whole}).c_str(), nullptr);
}

/// Parses the number at the beginning of typed text; a unit behind it is ignored.
std::optional<double> number_in(const std::string& typed, const SliderRange& range) {
    if (!range.zero.empty() && !typed.empty() && range.zero.starts_with(typed)) return 0;
    const char* begin = typed.c_str();
    char* end = nullptr;
    const double value = std::strtod(begin, &end);
    if (end == begin || !std::isfinite(value)) return std::nullopt;
    return range.whole ? std::round(value) : value;
}

bool number_field(std::string_view name, double& value, const SliderRange& range, float width) {
    const std::string before = slider_text(value, range);
    std::string text = before;
    ImGui::SetNextItemWidth(width);
    ImGui::InputText("##number", &text, ImGuiInputTextFlags_AutoSelectAll);
    const bool entered = ImGui::IsItemDeactivatedAfterEdit() && text != before;
    name_item(std::string(name) + ".number");
    const auto typed = entered ? number_in(text, range) : std::nullopt;
    if (!typed) return false;
    value = range.clamp ? std::clamp(*typed, range.from, range.to) : *typed;
    return true;
}

EditResult parameter_slider(const ParameterSpec& parameter, double& value, bool whole) {
    // Only the short units of angles stand beside the number; the tooltip has all units.
    const bool angle = parameter.unit.starts_with("rad") && parameter.unit.size() <= 5;
    return number_slider(parameter.key, value,
                         {.from = parameter.slider_from,
                          .to = parameter.slider_to,
                          .logarithmic = parameter.logarithmic,
                          .whole = whole,
                          .unit = angle ? parameter.unit : std::string_view{},
                          .zero = parameter.zero});
}

bool choice_combo(const ParameterSpec& parameter, std::string& value) {
    bool changed = false;
    const bool open = ImGui::BeginCombo("##value", value_words(parameter, value).c_str());
    name_item(parameter.key);
    if (!open) return false;
    for (const std::string_view choice : parameter.choices) {
        const std::string label(choice);
        if (named_selectable(std::string(parameter.key) + "." + label, value_words(parameter, label).c_str(),
                             label == value)) {
            changed = label != value;
            value = label;
        }
    }
    ImGui::EndCombo();
    return changed;
}

/// Parameter whose widget is being drawn: the tooltip of its parts. Null: none.
const ParameterSpec* helped_parameter = nullptr;

/// True if the mouse rests on the item just drawn and does not hold it.
bool asks_for_tooltip() {
    const bool held = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
    return ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip) && !held;
}

void begin_tooltip() {
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(22 * ImGui::GetFontSize());
}
void end_tooltip() {
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

void parameter_tooltip(const ParameterSpec& parameter) {
    if (!asks_for_tooltip()) return;
    begin_tooltip();
    ImGui::TextUnformatted(typeset(parameter.help).c_str());
    ImGui::TextDisabled("%.*s%s%.*s", static_cast<int>(parameter.key.size()), parameter.key.data(),
                        parameter.unit.empty() ? "" : " · ", static_cast<int>(parameter.unit.size()),
                        parameter.unit.data());
    end_tooltip();
}

void label_and_tooltip(const ParameterSpec& parameter) {
    const float room = ImGui::GetContentRegionAvail().x;
    const float em = ImGui::GetFontSize();
    const float share = room < 17 * em ? narrow_label_share : label_share;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(elided(typeset(parameter.label), share * room - 0.3f * em).c_str());
    parameter_tooltip(parameter);
    ImGui::SameLine(share * room + ImGui::GetStyle().WindowPadding.x);
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
    // Widgets of the frame being drawn or of the previous one are on the screen.
    const bool drawn = at != known_.end() && at->second.frame >= frame_ - 1;
    wanted_ = drawn ? "" : name;
    return drawn && at->second.still >= settled_frames ? &at->second : nullptr;
}

const WidgetMap::Rectangle* WidgetMap::last(const std::string& name) const {
    const auto at = known_.find(name);
    return at != known_.end() && at->second.frame >= frame_ - 1 ? &at->second : nullptr;
}

std::string WidgetMap::name_at(ImVec2 from, ImVec2 to) const {
    constexpr float rounding = 0.5f;
    const auto near = [](ImVec2 a, ImVec2 b) {
        return std::abs(a.x - b.x) < rounding && std::abs(a.y - b.y) < rounding;
    };
    const auto found = std::find_if(known_.begin(), known_.end(), [&](const auto& each) {
        return each.second.frame >= frame_ - 1 && near(each.second.from, from) && near(each.second.to, to);
    });
    return found == known_.end() ? "" : found->first;
}

WidgetMap& widget_map() {
    static WidgetMap map;
    return map;
}

void name_item(std::string_view name) {
    const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax();
    const ImVec2 centre{0.5f * (from.x + to.x), 0.5f * (from.y + to.y)};
    if (ImGui::IsRectVisible(centre, {centre.x + 1, centre.y + 1})) widget_map().add(name, from, to);
    if (widget_map().wanted(name)) ImGui::SetScrollHereY();
    if (helped_parameter) return parameter_tooltip(*helped_parameter);
    if (asks_for_tooltip()) item_tooltip(control_help(name));
}

void item_tooltip(std::string_view text) {
    if (text.empty() || !asks_for_tooltip()) return;
    begin_tooltip();
    ImGui::TextUnformatted(typeset(text).c_str());
    end_tooltip();
}

bool begin_panel(std::string_view name, const char* title, bool* open, ImGuiWindowFlags flags) {
    const bool visible = ImGui::Begin(title, open, flags);
    const ImGuiWindow* window = ImGui::GetCurrentWindowRead();
    if (visible)
        widget_map().add("panel." + std::string(name), window->Pos,
                         {window->Pos.x + window->Size.x, window->Pos.y + window->Size.y});
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

EditResult number_slider(std::string_view name, double& value, const SliderRange& range) {
    const float width = ImGui::CalcItemWidth(), gap = ImGui::GetStyle().ItemInnerSpacing.x;
    const float em = ImGui::GetFontSize(), field = std::min(width, range.number * em), slider = width - field - gap;
    ImGui::PushID(name.data(), name.data() + name.size());
    EditResult result;
    if (slider >= least_slider * em) {
        // A value outside the range (typed, or from a file) widens the slider and is not clamped.
        const double from = std::min(range.from, value), to = std::max(range.to, value);
        ImGuiSliderFlags flags = ImGuiSliderFlags_NoRoundToFormat | ImGuiSliderFlags_NoInput;
        if (range.logarithmic) flags |= ImGuiSliderFlags_Logarithmic;
        double edited = value;
        ImGui::SetNextItemWidth(slider);
        ImGui::PushStyleColor(ImGuiCol_Text, ImVec4(0, 0, 0, 0));  // the number stands in the field beside it
        const bool dragged =
            ImGui::SliderScalar("##slider", ImGuiDataType_Double, &edited, &from, &to, slider_format, flags);
        ImGui::PopStyleColor();
        // The ends of the range stay what they are, whatever digits they have.
        if (dragged && edited != from && edited != to) edited = std::clamp(shown_number(edited, range), from, to);
        result = result_of_item(dragged && std::isfinite(edited) && edited != value);
        if (result.changed) value = edited;
        name_item(name);
        ImGui::SameLine(0, gap);
    }
    if (number_field(name, value, range, slider >= least_slider * em ? field : width))
        result.changed = result.finished = true;
    if (slider < least_slider * em) name_item(name);
    ImGui::PopID();
    return result;
}

EditResult value_widget(const ParameterSpec& parameter, ParameterValue& value) {
    ImGui::PushID(parameter.key.data(), parameter.key.data() + parameter.key.size());
    label_and_tooltip(parameter);
    const ParameterSpec* const outer = std::exchange(helped_parameter, &parameter);
    EditResult result;
    switch (parameter.kind) {
        case ParameterKind::real:
            result = parameter_slider(parameter, std::get<double>(value), false);
            break;
        case ParameterKind::integer: {
            auto number = static_cast<double>(std::get<std::int64_t>(value));  // below 2^53, as in JSON
            result = parameter_slider(parameter, number, true);
            if (result.changed) value = static_cast<std::int64_t>(number);
            break;
        }
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
        case ParameterKind::events:
        case ParameterKind::pair:
            ImGui::TextDisabled("–");
            break;
    }
    if (parameter.kind == ParameterKind::boolean || parameter.kind == ParameterKind::text) name_item(parameter.key);
    helped_parameter = outer;
    ImGui::PopID();
    return result;
}

WidgetEdit parameter_widget(std::string_view key, const SceneDocument& document) {
    const Parameter& parameter = *find_parameter(key);
    ParameterValue value = parameter.get(document);
    const EditResult result = value_widget(parameter, value);
    if (!result.changed) return {{}, result.finished};
    return {DocumentDiff(document, key, std::move(value)), result.finished};
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
            const bool changed =
                ImGui::DragScalar("##cell", ImGuiDataType_Double, &value, 0.01f, nullptr, nullptr, slider_format);
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

bool line_in_sight() {
    constexpr float rounding = 0.5f;
    const ImDrawList& list = *ImGui::GetWindowDrawList();
    const float y = ImGui::GetCursorScreenPos().y;
    return y >= list.GetClipRectMin().y - rounding &&
           y + ImGui::GetTextLineHeight() <= list.GetClipRectMax().y + rounding;
}

void whole_lines(const std::string& text, ImVec4 colour) {
    ImFont* font = ImGui::GetFont();
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ImGui::GetStyle().ItemSpacing.x, 0});
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    const char *at = text.c_str(), *const end = at + text.size();
    while (at < end) {
        const char* stop =
            std::min(font->CalcWordWrapPosition(ImGui::GetFontSize(), at, end, width), std::find(at, end, '\n'));
        if (stop == at && *at != '\n') ++stop;  // the window is narrower than a character
        if (line_in_sight())
            ImGui::TextUnformatted(at, stop);
        else
            ImGui::Dummy({0, ImGui::GetTextLineHeight()});
        at = stop;
        if (at < end && *at == '\n')
            ++at;
        else
            while (at < end && *at == ' ') ++at;
    }
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
    ImGui::Spacing();
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
