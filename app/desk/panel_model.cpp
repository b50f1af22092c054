#include <imgui.h>

#include <cmath>
#include <numbers>

#include "coalesce/model/random.hpp"
#include "desk/panels.hpp"
#include "desk/twins.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Edits one parameter of the present document through its widget.
void live_parameter(Desk& desk, std::string_view key) {
    const WidgetEdit edited = parameter_widget(key, desk.run().document);
    edit(desk, edited.diff, std::string(key));
    if (edited.finished) desk.run().edits.end_gesture();
}

/// Returns a d×d matrix with entries N(0, 1/d), the usual initialisation; the `drawn`-th of a fixed sequence.
Matrix random_matrix(int d, bool symmetric, std::uint64_t drawn) {
    const CounterRandom random(2024, Stream::matrices);
    Matrix matrix = Matrix::identity(d);
    for (int row = 0; row < d; ++row)
        for (int column = 0; column < d; ++column)
            matrix(row, column) = random.normals(drawn, static_cast<std::uint32_t>(3 * row + column))[0] / std::sqrt(d);
    if (symmetric)
        for (int row = 0; row < d; ++row)
            for (int column = 0; column < row; ++column) matrix(row, column) = matrix(column, row);
    return matrix;
}

bool preset_menu(const std::string& name, Matrix& matrix, std::uint64_t& drawn) {
    const int d = matrix.dimension;
    bool chosen = false;
    const auto offer = [&](const char* key, const char* label, const auto& make) {
        if (named_selectable(name + ".preset." + key, label, false)) {
            matrix = make();
            chosen = true;
        }
    };
    offer("identity", "Identity", [&] { return Matrix::identity(d); });
    offer("minus", "Minus identity", [&] { return -1.0 * Matrix::identity(d); });
    offer("diagonal", d == 3 ? "Diagonal 1, 1, 0.5" : "Diagonal 1, 0.5", [&] {
        return Matrix::diagonal(d, d == 3 ? Vec3{1, 1, 0.5} : Vec3{1, 0.5, 0});
    });
    offer("rotation", "Rotation by 30°", [&] { return Matrix::rotation(d, std::numbers::pi / 6); });
    offer("symmetric", "Random symmetric", [&] { return random_matrix(d, true, drawn++); });
    offer("random", "Random", [&] { return random_matrix(d, false, drawn++); });
    return chosen;
}

/// Draws the tab of one matrix, with presets beside its entries.
void matrix_tab(Desk& desk, const char* key, const char* label) {
    const bool open = ImGui::BeginTabItem(label);
    name_item("tab." + std::string(key));
    if (!open) return;
    Matrix matrix = std::get<Matrix>(find_parameter(key)->get(desk.run().document));
    const auto take = [&] { edit(desk, DocumentDiff(desk.run().document, key, matrix), key); };
    ImGui::PushID(key);
    const EditResult result = matrix_widget(key, matrix);
    if (result.changed) take();
    if (result.finished) desk.run().edits.end_gesture();
    if (named_button(std::string(key) + ".presets", "Presets ▾")) ImGui::OpenPopup("presets");
    if (ImGui::BeginPopup("presets")) {
        if (preset_menu(key, matrix, desk.matrices_drawn)) {
            take();
            desk.run().edits.end_gesture();
            ImGui::CloseCurrentPopup();
        }
        ImGui::EndPopup();
    }
    help_marker(
        "Scores are β⟨Qx, Ky⟩, and a token moves along V times the attention-weighted mean. Drag a cell or "
        "double-click to type. Changes act at once on the running cloud.");
    ImGui::PopID();
    ImGui::EndTabItem();
}

/// Draws the prediction. The panel shows it first, then the inputs that it depends on most: a panel 20 ems high shows
/// all of them.
void draw_regime(const Desk& desk) {
    ImGui::PushStyleColor(ImGuiCol_Text, palette::theory(desk.settings.theme));
    ImGui::TextWrapped("%s", typeset(desk.run().regime).c_str());
    ImGui::PopStyleColor();
    name_item("model.regime");
    ImGui::Spacing();
}

/// Draws the button that puts a second run beside this one.
void draw_twin_button(Desk& desk) {
    if (named_button("model.twin", "Twin…")) ask_for_twin(desk);
    ImGui::SetItemTooltip(
        "Puts a second run of the same tokens beside this one, both at time 0. The next change is the twin's: what "
        "differs stands under the pictures. A click on a picture chooses the run that the panels edit.");
    if (desk.runs.size() < 2) return;
    ImGui::SameLine();
    ImGui::SetNextItemWidth(-FLT_MIN);
    const bool phases = desk.twin_clock == TwinClock::phase;
    const bool open = ImGui::BeginCombo("##clock", phases ? "phases together" : "one time");
    name_item("model.clock");
    if (!open) {
        ImGui::SetItemTooltip(
            "Runs side by side play at one time, or enter their phases together: the first to enter one waits for the "
            "others.");
        return;
    }
    if (named_selectable("model.clock.time", "one time", !phases)) ask_for_clock(desk, TwinClock::time);
    if (named_selectable("model.clock.phase", "phases together", phases)) ask_for_clock(desk, TwinClock::phase);
    ImGui::EndCombo();
}

}  // namespace

void draw_model_panel(Desk& desk) {
    if (!begin_panel("model", "Model", &desk.open.model)) return ImGui::End();
    draw_regime(desk);
    for (const char* key : {"model.attention", "model.beta"}) live_parameter(desk, key);
    if (ImGui::BeginTabBar("matrices")) {
        matrix_tab(desk, "model.V", "V");
        matrix_tab(desk, "model.Q", "Q");
        matrix_tab(desk, "model.K", "K");
        ImGui::EndTabBar();
    }
    for (const char* key : {"time.dt", "time.until", "time.method", "model.noise", "model.causal", "solver.precision"})
        live_parameter(desk, key);
    draw_twin_button(desk);
    ImGui::End();
}

void draw_look_panel(Desk& desk) {
    if (!begin_panel("look", "Look", &desk.open.look)) return ImGui::End();
    for (const char* key : {"view.colour_by", "view.tokens", "view.surface", "view.token_size", "view.opacity",
                            "view.trails", "view.turntable"})
        live_parameter(desk, key);
    section_title("Shown");
    for (const char* key : {"view.shell", "view.graticule", "view.leading_space", "view.theory", "view.hud"})
        live_parameter(desk, key);
    section_title("Measured");
    for (const char* key : {"view.linking_angle", "view.histogram_bins"}) live_parameter(desk, key);
    section_title("Interface");
    bool light = desk.settings.theme == Theme::light;
    if (named_checkbox("settings.light", "Light theme", &light)) {
        desk.settings.theme = light ? Theme::light : Theme::dark;
        desk.run().document.view.theme = desk.run().view_shown.theme = desk.settings.theme;
    }
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Scale");
    ImGui::SameLine(6 * ImGui::GetFontSize());
    ImGui::SetNextItemWidth(-FLT_MIN);
    ImGui::BeginGroup();
    const EditResult scaled =
        number_slider("settings.scale", desk.scale_draft, {.from = least_scale, .to = largest_scale, .clamp = true});
    ImGui::EndGroup();
    // Applied on release: a rescaled slider would move away from the mouse.
    if (scaled.finished) desk.settings.ui_scale = desk.scale_draft;
    if (!ImGui::IsItemActive()) desk.scale_draft = desk.settings.ui_scale;
    ImGui::End();
}

}  // namespace coalesce
