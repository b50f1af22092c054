#include <imgui.h>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "model/path_text.hpp"
#include "model/text.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {

void draw_scenes_panel(Desk& desk) {
    if (!begin_panel("scenes", "Scenes", &desk.open.scenes)) return ImGui::End();
    const float room = ImGui::GetContentRegionAvail().x;
    for (const ShippedScene& scene : shipped_scenes()) {
        const std::string name(scene.name), label = elided(scene.title, room) + "##" + name;
        if (named_selectable("scene." + name, label.c_str(), desk.edits.origin() == name))
            request(desk, {Intent::Kind::open, name});
    }
    if (!desk.settings.recent.empty()) {
        section_title("Recent");
        // A copy: opening one reorders the list.
        const std::vector<std::string> recent = desk.settings.recent;
        for (const std::string& file : recent) {
            const std::string shown = shown_path(std::filesystem::path(file).filename().string());
            const std::string label = visual_order(elided(shown, room)) + "##" + file;
            if (named_selectable("recent." + file, label.c_str(), desk.edits.origin() == file))
                request(desk, {Intent::Kind::open, file});
            ImGui::SetItemTooltip("%s", shown_path(file).c_str());
        }
    }
    section_title("About this scene");
    ImGui::PushStyleColor(ImGuiCol_Text, palette::faint_text(desk.settings.theme));
    // Wrapping looks at every character once a frame, and a file may have megabytes of them.
    constexpr std::size_t most = 4000;
    const std::string& note = desk.document.scene.note;
    ImGui::TextWrapped("%s", note.empty() ? "No note." : wrapped(typeset(shortened(note, most))).c_str());
    ImGui::PopStyleColor();
    ImGui::End();
}

}  // namespace coalesce
