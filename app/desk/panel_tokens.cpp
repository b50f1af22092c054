#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "model/error.hpp"
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

/// A mean on the sphere edited as longitude and latitude, on the circle as an angle; degrees.
void edit_mean(const std::string& name, Vec3& mean, int dimension) {
    const Vec3 unit = normalised(mean);
    double longitude = std::atan2(unit[1], unit[0]) * 180 / pi;
    double latitude = dimension == 3 ? std::asin(std::clamp(unit[2], -1.0, 1.0)) * 180 / pi : 0;
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::SetNextItemWidth(dimension == 3 ? 0.5f * width - ImGui::GetStyle().ItemInnerSpacing.x : width);
    bool changed =
        drag(name + ".longitude", "##longitude", longitude, 0.5, -180, 180, dimension == 3 ? "lon %.1f°" : "%.1f°");
    if (dimension == 3) {
        ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
        ImGui::SetNextItemWidth(-FLT_MIN);
        changed |= drag(name + ".latitude", "##latitude", latitude, 0.5, -90, 90, "lat %.1f°");
    }
    if (!changed) return;
    const double c = std::cos(latitude * pi / 180);
    mean = {c * std::cos(longitude * pi / 180), c * std::sin(longitude * pi / 180), std::sin(latitude * pi / 180)};
}

void edit_mean(const std::string& name, double& mean, int) {
    double degrees = mean * 180 / pi;
    ImGui::SetNextItemWidth(-FLT_MIN);
    if (drag(name + ".longitude", "##longitude", degrees, 0.5, -180, 180, "lon %.1f°")) mean = degrees * pi / 180;
}

/// The components of a mixture, a row each: weight, mean, std, and a button that removes it.
template <typename Component>
void edit_components(std::vector<Component>& components, int dimension) {
    std::size_t removed = components.size();
    if (!ImGui::BeginTable("components", 4, ImGuiTableFlags_SizingStretchProp)) return;
    ImGui::TableSetupColumn("weight", 0, 0.9f);
    ImGui::TableSetupColumn("mean", 0, dimension == 3 ? 2.2f : 1.4f);
    ImGui::TableSetupColumn("std (rad)", 0, 0.9f);
    ImGui::TableSetupColumn("##remove", ImGuiTableColumnFlags_WidthFixed, ImGui::GetFrameHeight());
    ImGui::TableHeadersRow();
    for (std::size_t k = 0; k < components.size(); ++k) {
        const std::string name = "law." + std::to_string(k);
        ImGui::PushID(static_cast<int>(k));
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::SetNextItemWidth(-FLT_MIN);
        drag(name + ".weight", "##weight", components[k].weight, 0.01, 1e-3, 1e6, "%.3g");
        ImGui::TableNextColumn();
        edit_mean(name, components[k].mean, dimension);
        ImGui::TableNextColumn();
        ImGui::SetNextItemWidth(-FLT_MIN);
        drag(name + ".std", "##std", components[k].std, 0.005, 0, 10, "%.3g");
        ImGui::TableNextColumn();
        ImGui::BeginDisabled(components.size() == 1);
        if (named_button(name + ".remove", "×", {ImGui::GetFrameHeight(), 0})) removed = k;
        ImGui::EndDisabled();
        ImGui::PopID();
    }
    ImGui::EndTable();
    if (removed < components.size()) components.erase(components.begin() + static_cast<std::ptrdiff_t>(removed));
}

/// A new component beside the last one, so that adding twice gives two that can be told apart.
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

void choose_kind(InitialLaw& law, int dimension) {
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
        if (std::string_view(kind_of(law)) == offer.key) present = offer.label;
    ImGui::SetNextItemWidth(-FLT_MIN);
    const bool open = ImGui::BeginCombo("##kind", present);
    name_item("law.kind");
    if (!open) return;
    for (const Offer& offer : offers) {
        if (offer.law.index() == InitialLaw(AzimuthalLaw{}).index() && dimension != 3) continue;
        if (named_selectable(std::string("law.kind.") + offer.key, offer.label, present == offer.label) &&
            law.index() != offer.law.index())
            law = offer.law;
    }
    ImGui::EndCombo();
}

void edit_law(Desk& desk, InitialLaw& law, int dimension) {
    if (auto* mixture = std::get_if<MixtureLaw>(&law)) {
        edit_components(mixture->components, dimension);
        if (named_button("law.add", "+ Component")) add_component(*mixture);
    } else if (auto* azimuthal = std::get_if<AzimuthalLaw>(&law)) {
        edit_components(azimuthal->components, 2);
        if (named_button("law.add", "+ Component")) add_component(*azimuthal);
    } else if (auto* file = std::get_if<FileLaw>(&law)) {
        ImGui::SetNextItemWidth(-5 * ImGui::GetFontSize());
        ImGui::InputTextWithHint("##path", "an N×d .npy file", &file->path);
        name_item("law.path");
        ImGui::SameLine();
        if (named_button("law.browse", "Browse…")) desk.files.show(FileDialog::Purpose::token_file, file->path);
    } else if (const auto* points = std::get_if<PointsLaw>(&law)) {
        ImGui::TextDisabled("%zu points from the scene file", points->points.size());
    }
}

bool has_density(const InitialLaw& law) {
    // Point masses have none that could be drawn.
    if (const auto* mixture = std::get_if<MixtureLaw>(&law))
        return std::all_of(mixture->components.begin(), mixture->components.end(),
                           [](const auto& c) { return c.std > 0.01; });
    if (const auto* azimuthal = std::get_if<AzimuthalLaw>(&law))
        return std::all_of(azimuthal->components.begin(), azimuthal->components.end(),
                           [](const auto& c) { return c.std > 0.01; });
    return std::holds_alternative<UniformLaw>(law);
}

void choose_dimension(Desk& desk) {
    const int d = desk.document.scene.dimension;
    int chosen = d;
    ImGui::RadioButton("circle S¹", &chosen, 2);
    name_item("dimension.2");
    ImGui::SameLine();
    ImGui::RadioButton("sphere S²", &chosen, 3);
    name_item("dimension.3");
    if (chosen == d) return;
    SceneDocument edited = desk.document;
    edited.scene.dimension = chosen;
    edited.scene.tokens.law = UniformLaw{};
    const Model& old = desk.document.scene.model;
    Model model = Model::standard(chosen);
    model.attention = old.attention;
    model.beta = old.beta;
    model.noise = old.noise;
    model.causal = old.causal;
    edited.scene.model = model;
    edit(desk, edited, "dimension");
    desk.edits.end_gesture();
}

/// Always in sight below the scrolling part: what the draft does, and when.
void draw_apply_row(Desk& desk, const Frame& frame) {
    const bool differs = !(desk.draft == desk.document.scene.tokens);
    const float half = 0.5f * (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x);
    if (differs) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive));
    if (named_button("tokens.apply", differs ? "Draw new cloud" : "Draw again", {half, 0})) apply_draft(desk);
    if (differs) ImGui::PopStyleColor();
    ImGui::SameLine();
    ImGui::BeginDisabled(!differs);
    if (named_button("tokens.revert", "Revert", {half, 0})) desk.draft = desk.document.scene.tokens;
    ImGui::EndDisabled();
    if (differs) ImGui::TextDisabled("Takes effect with a new cloud (%zu tokens now).", frame.size());
}

}  // namespace

void draw_tokens_panel(Desk& desk, const Frame& frame) {
    if (!begin_panel("tokens", "Tokens", &desk.open.tokens)) return ImGui::End();
    const float footer = 2 * ImGui::GetFrameHeightWithSpacing();
    ImGui::BeginChild("##draft", {0, -footer});
    choose_dimension(desk);
    const int d = desk.document.scene.dimension;
    SceneDocument drafted = desk.document;
    drafted.scene.tokens = desk.draft;
    parameter_widget("tokens.count", drafted);
    parameter_widget("tokens.seed", drafted);
    desk.draft = drafted.scene.tokens;
    section_title("Initial law");
    choose_kind(desk.draft.law, d);
    edit_law(desk, desk.draft.law, d);
    if (has_density(desk.draft.law)) plot_law(desk.draft.law, d, {-1, 9 * ImGui::GetFontSize()}, desk.settings.theme);
    ImGui::EndChild();
    draw_apply_row(desk, frame);
    ImGui::End();
}

}  // namespace coalesce
