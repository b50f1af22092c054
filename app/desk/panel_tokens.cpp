#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "chart/numbers.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/plots.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

bool drag(const std::string& name, const char* label, double& value, double speed, double from, double to,
          const char* format) {
    double edited = value;
    const bool changed = ImGui::DragScalar(label, ImGuiDataType_Double, &edited, static_cast<float>(speed), &from, &to,
                                           format, ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoRoundToFormat);
    name_item(name);
    if (!changed || !std::isfinite(edited)) return false;
    value = edited;
    return true;
}

/// Edits a mean in degrees: longitude and latitude on the sphere, an angle on the circle.
void edit_mean(const std::string& name, Vec3& mean, int dimension) {
    const Vec3 unit = normalised(mean);
    double longitude = std::atan2(unit[1], unit[0]) * 180 / pi;
    double latitude = dimension == 3 ? std::asin(std::clamp(unit[2], -1.0, 1.0)) * 180 / pi : 0;
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::SetNextItemWidth(dimension == 3 ? 0.5f * width - ImGui::GetStyle().ItemInnerSpacing.x : width);
    bool changed = drag(name + ".longitude", "##longitude", longitude, 0.5, -180, 180, "%.1f°");
    if (dimension == 3) {
        ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
        ImGui::SetNextItemWidth(-FLT_MIN);
        changed |= drag(name + ".latitude", "##latitude", latitude, 0.5, -90, 90, "%.1f°");
    }
    if (!changed) return;
    const double c = std::cos(latitude * pi / 180);
    mean = {c * std::cos(longitude * pi / 180), c * std::sin(longitude * pi / 180), std::sin(latitude * pi / 180)};
}

void edit_mean(const std::string& name, double& mean, int) {
    double degrees = mean * 180 / pi;
    ImGui::SetNextItemWidth(-FLT_MIN);
    if (drag(name + ".longitude", "##longitude", degrees, 0.5, -180, 180, "%.1f°")) mean = degrees * pi / 180;
}

/// Returns the index of the component whose row a script looks for; -1 if none.
int wanted_component() {
    int index = -1;
    return std::sscanf(widget_map().wanted().c_str(), "law.%d.", &index) == 1 ? index : -1;
}

/// Draws one row: weight, mean, std, and a button that removes the component. Edits a copy.
/// @return  true if the component is to be removed
template <typename Component>
bool edit_component(std::size_t k, Component& component, int dimension, bool only_one) {
    const std::string name = "law." + std::to_string(k);
    ImGui::PushID(static_cast<int>(k));
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::SetNextItemWidth(-FLT_MIN);
    drag(name + ".weight", "##weight", component.weight, 0.01, 1e-3, 1e6, "%.3g");
    ImGui::TableNextColumn();
    edit_mean(name, component.mean, dimension);
    ImGui::TableNextColumn();
    ImGui::SetNextItemWidth(-FLT_MIN);
    drag(name + ".std", "##std", component.std, 0.005, 0, 10, "%.3g");
    ImGui::TableNextColumn();
    ImGui::BeginDisabled(only_one);
    const bool remove = named_button(name + ".remove", "×", {ImGui::GetFrameHeight(), 0});
    ImGui::EndDisabled();
    ImGui::PopID();
    return remove;
}

/// Draws the components of a mixture. More than a handful are shown in a list that scrolls, of which only the visible
/// rows are laid out.
///
/// @param mean_title  title of the column of means
/// @param take        called with a function that edits the components, if a widget was used
template <typename Component, typename Take>
void edit_components(const std::vector<Component>& components, int dimension, const char* mean_title,
                     const Take& take) {
    constexpr std::size_t most_unscrolled = 12;
    const bool scrolls = components.size() > most_unscrolled;
    const ImVec2 room{0, scrolls ? most_unscrolled * ImGui::GetFrameHeightWithSpacing() : 0};
    if (!ImGui::BeginTable("components", 4, ImGuiTableFlags_SizingStretchProp | (scrolls ? ImGuiTableFlags_ScrollY : 0),
                           room))
        return;
    if (scrolls) ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("weight", 0, 0.9f);
    ImGui::TableSetupColumn(mean_title, 0, dimension == 3 ? 2.2f : 1.4f);
    ImGui::TableSetupColumn("std (rad)", 0, 0.9f);
    ImGui::TableSetupColumn("##remove", ImGuiTableColumnFlags_WidthFixed, ImGui::GetFrameHeight());
    ImGui::TableHeadersRow();
    const std::size_t none = components.size();
    std::size_t edited = none;
    Component changed{};
    bool removed = false;
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(components.size()));
    if (const int wanted = wanted_component(); wanted >= 0 && static_cast<std::size_t>(wanted) < none)
        clipper.IncludeItemByIndex(wanted);
    while (clipper.Step())
        for (auto k = static_cast<std::size_t>(clipper.DisplayStart); k < static_cast<std::size_t>(clipper.DisplayEnd);
             ++k) {
            Component component = components[k];
            const bool remove = edit_component(k, component, dimension, components.size() == 1);
            if (component == components[k] && !remove) continue;
            edited = k;
            changed = component;
            removed = remove;
        }
    ImGui::EndTable();
    if (edited == none) return;
    take([&](std::vector<Component>& all) {
        if (removed)
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(edited));
        else
            all[edited] = changed;
    });
}

/// Adds a component beside the last one, so that two new components differ.
void add_component(MixtureLaw& law) {
    MixtureLaw::Component next = law.components.back();
    next.mean = Matrix::rotation(3, pi / 3) * normalised(next.mean);
    law.components.push_back(next);
}
void add_component(AzimuthalLaw& law) {
    AzimuthalLaw::Component next = law.components.back();
    next.mean = std::remainder(next.mean + pi / 3, 2 * pi);
    law.components.push_back(next);
}

void choose_kind(TokenDraft& draft, int dimension) {
    const InitialLaw& law = draft.tokens().law;
    struct Offer {
        const char *key, *label;
        InitialLaw law;
    };
    const Offer offers[] = {{"uniform", "uniform", UniformLaw{}},
                            {"mixture", "mixture of bumps", MixtureLaw{{{1, {1, 0, 0}, 0.2}}}},
                            {"azimuthal", "mixture of longitudes", AzimuthalLaw{{{1, 0, 0.2}}}},
                            {"file", "from a file", FileLaw{}}};
    const char* present = "given points";
    for (const Offer& offer : offers)
        if (kind_of(law) == offer.key) present = offer.label;
    ImGui::SetNextItemWidth(-FLT_MIN);
    const bool open = ImGui::BeginCombo("##kind", present);
    name_item("law.kind");
    if (!open) return;
    for (const Offer& offer : offers) {
        if (offer.law.index() == InitialLaw(AzimuthalLaw{}).index() && dimension != 3) continue;
        if (named_selectable(std::string("law.kind.") + offer.key, offer.label, present == offer.label) &&
            law.index() != offer.law.index())
            draft.edit([&](TokenSpec& tokens) { tokens.law = offer.law; });
    }
    ImGui::EndCombo();
}

/// Draws the list of a mixture and the button that adds a component.
template <typename Law>
void edit_mixture(TokenDraft& draft, int dimension, const char* mean_title) {
    const Law& law = std::get<Law>(draft.tokens().law);
    edit_components(law.components, dimension, mean_title, [&](const auto& change) {
        draft.edit([&](TokenSpec& tokens) { change(std::get<Law>(tokens.law).components); });
    });
    if (named_button("law.add", "+ Component"))
        draft.edit([&](TokenSpec& tokens) { add_component(std::get<Law>(tokens.law)); });
    if (law.components.size() <= 1) return;
    ImGui::SameLine();
    ImGui::TextDisabled("%s components", grouped(law.components.size()).c_str());
}

void edit_law(Desk& desk, int dimension) {
    TokenDraft& draft = desk.run().draft;
    const InitialLaw& law = draft.tokens().law;
    if (std::holds_alternative<MixtureLaw>(law)) {
        edit_mixture<MixtureLaw>(draft, dimension, dimension == 3 ? "longitude, latitude" : "mean angle");
    } else if (std::holds_alternative<AzimuthalLaw>(law)) {
        edit_mixture<AzimuthalLaw>(draft, 2, "mean longitude");
    } else if (const auto* file = std::get_if<FileLaw>(&law)) {
        ImGui::SetNextItemWidth(-5 * ImGui::GetFontSize());
        std::string path = file->path;
        if (path_input("##path", "N×d numbers: .npy, .npz, .csv, .txt", path))
            draft.edit([&](TokenSpec& tokens) { tokens.law = FileLaw{path}; });
        name_item("law.path");
        ImGui::SameLine();
        if (named_button("law.browse", "Browse…")) desk.files.show(FileDialog::Purpose::token_file, path);
    } else if (const auto* points = std::get_if<PointsLaw>(&law)) {
        ImGui::TextDisabled("%s points from the scene file", grouped(points->points.size()).c_str());
    }
}

void choose_dimension(Desk& desk) {
    const int d = desk.run().document.scene.dimension;
    int chosen = d;
    ImGui::RadioButton("circle S¹", &chosen, 2);
    name_item("dimension.2");
    ImGui::SameLine();
    ImGui::RadioButton("sphere S²", &chosen, 3);
    name_item("dimension.3");
    if (chosen == d) return;
    const SceneDocument& document = desk.run().document;
    const Matrix identity = Matrix::identity(chosen);
    DocumentDiff diff(document, "dimension", std::int64_t{chosen});
    diff.set(document, "tokens.law", InitialLaw(UniformLaw{}));
    diff.set(document, "model.Q", identity);
    diff.set(document, "model.K", identity);
    diff.set(document, "model.V", identity);
    edit(desk, diff, "dimension");
    desk.run().edits.end_gesture();
}

/// Edits the draft's count or seed through its widget.
void draft_parameter(TokenDraft& draft, std::string_view key, std::int64_t TokenSpec::*member) {
    ParameterValue value = draft.tokens().*member;
    if (!value_widget(*find_parameter(key), value).changed) return;
    draft.edit([&](TokenSpec& tokens) { tokens.*member = std::get<std::int64_t>(value); });
}

/// Draws the row below the scrolling part, which is always visible: the button that applies the draft, and its effect.
void draw_apply_row(Desk& desk, const Frame& frame) {
    const bool differs = desk.run().draft.differs();
    const float half = 0.5f * (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x);
    if (differs) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive));
    if (named_button("tokens.apply", differs ? "Draw new cloud" : "Draw again", {half, 0})) apply_draft(desk);
    if (differs) ImGui::PopStyleColor();
    ImGui::SameLine();
    ImGui::BeginDisabled(!differs);
    if (named_button("tokens.revert", "Revert", {half, 0}))
        desk.run().draft.reset(desk.run().document.scene.tokens, desk.run().document.scene.dimension);
    ImGui::EndDisabled();
    if (differs) ImGui::TextDisabled("Takes effect with a new cloud (%zu tokens now).", frame.size());
}

}  // namespace

void draw_tokens_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("tokens", "Tokens", &desk.open.tokens)) return ImGui::End();
    const float footer = (desk.run().draft.differs() ? 2.0f : 1.0f) * ImGui::GetFrameHeightWithSpacing();
    ImGui::BeginChild("##draft", {0, -footer});
    choose_dimension(desk);
    const int d = desk.run().document.scene.dimension;
    draft_parameter(desk.run().draft, "tokens.count", &TokenSpec::count);
    draft_parameter(desk.run().draft, "tokens.seed", &TokenSpec::seed);
    section_title("Initial law");
    choose_kind(desk.run().draft, d);
    edit_law(desk, d);
    if (const auto picture = desk.run().draft.picture(desk.wake))
        plot_law(*picture, {-1, 9 * ImGui::GetFontSize()}, desk.settings.theme);
    ImGui::EndChild();
    draw_apply_row(desk, frame);
    ImGui::End();
}

}  // namespace coalesce
