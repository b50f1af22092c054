#include <imgui.h>
#include <imgui_stdlib.h>

#include <filesystem>
#include <string>

#include "chart/picture_format.hpp"
#include "coalesce/model/error.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "record/free_name.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

struct PictureSize {
    const char *name, *label;
    int width, height;
};
constexpr PictureSize picture_sizes[] = {{"screen", "1600 × 1200, for slides", 1600, 1200},
                                         {"print", "3200 × 2400, for print", 3200, 2400},
                                         {"wide", "1920 × 1080", 1920, 1080},
                                         {"tall", "1200 × 1600", 1200, 1600}};

struct PictureWords {
    const char *title, *file;
};
PictureWords picture_words(PanelPicture::Of of) {
    switch (of) {
        case PanelPicture::Of::tree:
            return {"Picture of the tree###picture", "tree.png"};
        case PanelPicture::Of::theory:
            return {"Picture of the theory###picture", "theory.png"};
        case PanelPicture::Of::measurements:
            break;
    }
    return {"Picture of the plots###picture", "measurements.png"};
}

constexpr float label_ems = 5, field_ems = 20;

void picture_label(const char* text) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text);
    ImGui::SameLine(label_ems * ImGui::GetFontSize());
}

void edit_picture_file(Desk& desk) {
    PanelPicture& wanted = desk.panel_picture.wanted;
    const float em = ImGui::GetFontSize(), button = 6 * em;
    picture_label("File");
    ImGui::SetNextItemWidth(field_ems * em - button - ImGui::GetStyle().ItemSpacing.x);
    ImGui::InputText("##path", &wanted.path);
    name_item("picture.path");
    ImGui::SameLine();
    if (named_button("picture.browse", "Browse…", {button, 0}))
        desk.files.show(FileDialog::Purpose::export_png, wanted.path);
}

void edit_format(PanelPicture& wanted) {
    picture_label("Format");
    std::filesystem::path path(wanted.path);
    for (const chart::PictureFormat format : chart::picture_formats) {
        const std::string word(chart::word(format));
        if (ImGui::RadioButton(word.c_str(), chart::picture_format_of(path) == format))
            wanted.path = path.replace_extension(word).string();
        name_item("picture.format." + word);
        ImGui::SameLine();
    }
    ImGui::NewLine();
}

void edit_picture_size(PanelPicture& wanted) {
    const float em = ImGui::GetFontSize(), cross = ImGui::CalcTextSize(" × ").x, list = ImGui::GetFrameHeight();
    const float field = 0.5f * (field_ems * em - cross - list - ImGui::GetStyle().ItemSpacing.x);
    picture_label("Size");
    ImGui::SetNextItemWidth(field);
    ImGui::InputInt("##width", &wanted.width, 0);
    name_item("picture.width");
    ImGui::SameLine(0, 0);
    ImGui::TextUnformatted(" × ");
    ImGui::SameLine(0, 0);
    ImGui::SetNextItemWidth(field);
    ImGui::InputInt("##height", &wanted.height, 0);
    name_item("picture.height");
    ImGui::SameLine();
    const bool open = ImGui::BeginCombo("##size", "", ImGuiComboFlags_NoPreview | ImGuiComboFlags_PopupAlignLeft);
    name_item("picture.size");
    if (!open) return;
    for (const PictureSize& size : picture_sizes) {
        const bool selected = wanted.width == size.width && wanted.height == size.height;
        if (!named_selectable(std::string("picture.size.") + size.name, size.label, selected)) continue;
        wanted.width = size.width;
        wanted.height = size.height;
    }
    ImGui::EndCombo();
}

void edit_theme(PanelPicture& wanted) {
    picture_label("Theme");
    if (ImGui::RadioButton("dark", wanted.theme == Theme::dark)) wanted.theme = Theme::dark;
    name_item("picture.theme.dark");
    ImGui::SameLine();
    if (ImGui::RadioButton("light", wanted.theme == Theme::light)) wanted.theme = Theme::light;
    name_item("picture.theme.light");
}

void write_picture(PictureDialog& dialog) {
    dialog.problem.clear();
    try {
        validate(dialog.wanted);
    } catch (const InputError& error) {
        dialog.problem = error.what();
        return;
    }
    if (would_replace(dialog.wanted.path) && dialog.replacing != dialog.wanted.path) {
        dialog.replacing = dialog.wanted.path;
        dialog.problem = dialog.wanted.path + " exists; press Replace to write over it";
        return;
    }
    dialog.due = dialog.wanted;
    dialog.open = false;
}

}  // namespace

void ask_for_picture(Desk& desk, PanelPicture::Of of) {
    PictureDialog& dialog = desk.panel_picture;
    const char* name = picture_words(of).file;
    if (dialog.wanted.path.empty() || dialog.wanted.path == dialog.proposal || dialog.wanted.of != of)
        dialog.wanted.path = dialog.proposal = free_name(name).string();
    dialog.wanted.of = of;
    dialog.wanted.theme = desk.settings.theme;
    dialog.problem.clear();
    dialog.replacing.clear();
    dialog.open = true;
}

void draw_picture_dialog(Desk& desk) {
    PictureDialog& dialog = desk.panel_picture;
    if (!dialog.open) return;
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5f, 0.5f});
    ImGui::Begin(picture_words(dialog.wanted.of).title, &dialog.open,
                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoCollapse);
    edit_picture_file(desk);
    edit_format(dialog.wanted);
    edit_picture_size(dialog.wanted);
    edit_theme(dialog.wanted);
    const float button = 8 * ImGui::GetFontSize();
    const bool asked = dialog.replacing == dialog.wanted.path && would_replace(dialog.replacing);
    if (named_button("picture.write", asked ? "Replace" : "Export", {button, 0})) write_picture(dialog);
    ImGui::SameLine();
    if (named_button("picture.close", "Close", {button, 0})) dialog.open = false;
    if (!dialog.problem.empty()) {
        ImGui::PushTextWrapPos((label_ems + field_ems) * ImGui::GetFontSize());
        ImGui::TextColored(palette::warning(desk.settings.theme), "%s",
                           wrapped(dialog.problem, (label_ems + field_ems) * ImGui::GetFontSize()).c_str());
        ImGui::PopTextWrapPos();
    }
    ImGui::End();
}

}  // namespace coalesce
