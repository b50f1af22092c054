#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "model/error.hpp"
#include "view/ui.hpp"

namespace coalesce {

namespace {

struct Shortcut {
    const char *keys, *what;
};
constexpr Shortcut shortcuts[] = {
    {"Space", "play, pause"},
    {"S  or  →", "one step"},
    {"R", "reset to the initial cloud"},
    {",   .", "previous, next merge or phase"},
    {"Home   End", "start, end of what is known"},
    {"drag the timeline", "look back"},
    {"↑  ↓", "faster, slower"},
    {"C", "reset the camera"},
    {"T", "turntable"},
    {"L", "light, dark theme"},
    {"Tab", "hide everything but the picture"},
    {"F11", "full screen"},
    {"F12", "screenshot"},
    {"Ctrl+R", "record a video"},
    {"Ctrl+O   Ctrl+S   Ctrl+Shift+S", "open, save, save as"},
    {"Ctrl+Z   Ctrl+Y", "undo, redo"},
    {"drag   wheel   right drag", "orbit, zoom, pan"},
    {"click a number", "type another"},
    {"?  or  F1", "this sheet"},
};

void centre_next_window() {
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5f, 0.5f});
}

}  // namespace

void draw_help_sheet(Desk& desk) {
    if (!desk.open.help) return;
    centre_next_window();
    // Higher than a small window it scrolls.
    const ImVec2 room = ImGui::GetMainViewport()->WorkSize;
    ImGui::SetNextWindowSizeConstraints({0, 0}, {0.96f * room.x, 0.96f * room.y});
    ImGui::Begin("Keys", &desk.open.help,
                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings);
    if (ImGui::BeginTable("keys", 2, ImGuiTableFlags_SizingFixedFit)) {
        for (const Shortcut& shortcut : shortcuts) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            ImGui::PushFont(semibold_font(), 0);
            ImGui::TextUnformatted(shortcut.keys);
            ImGui::PopFont();
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(shortcut.what);
        }
        ImGui::EndTable();
    }
    if (ImGui::IsWindowFocused() && ImGui::IsKeyPressed(ImGuiKey_Escape)) desk.open.help = false;
    const ImVec2 corner = ImGui::GetWindowPos(), extent = ImGui::GetWindowSize();
    widget_map().add("help.sheet", corner, {corner.x + extent.x, corner.y + extent.y});
    ImGui::End();
}

void draw_file_dialog(Desk& desk) {
    if (!desk.files.draw()) return;
    const std::string& file = desk.files.chosen();
    switch (desk.files.purpose()) {
        case FileDialog::Purpose::open_scene:
            open_scene(desk, file);
            break;
        case FileDialog::Purpose::save_scene:
            save_scene(desk, file);
            break;
        case FileDialog::Purpose::export_csv:
            export_series(desk, file);
            break;
        case FileDialog::Purpose::export_png:
            desk.panel_picture.wanted.path = desk.panel_picture.replacing = file;
            break;
        case FileDialog::Purpose::token_file:
            desk.draft.law = FileLaw{file};
            break;
        case FileDialog::Purpose::film:
            // Whether an existing film may be replaced was asked in the file dialogue.
            desk.recorder.settings.path = desk.recorder.replacing = file;
            break;
    }
}

}  // namespace coalesce
