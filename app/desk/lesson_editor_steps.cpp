// The list of steps in the lesson editor, and what is done to a step as a whole.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "desk/lesson_editor.hpp"
#include "desk/lesson_editor_fields.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/widgets.hpp"
#include "formula/text.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float least_step_rows = 3, most_step_rows = 9;
constexpr float step_list_share = 0.35f;  ///< largest share of a low panel's height
constexpr const char* drag_kind = "lesson step";

/// Lets a row be dragged to another place.
void drag_row(LessonDraft& draft, std::size_t step, const std::string& label) {
    if (ImGui::BeginDragDropSource(ImGuiDragDropFlags_SourceNoHoldToOpenOthers)) {
        ImGui::SetDragDropPayload(drag_kind, &step, sizeof step);
        ImGui::TextUnformatted(label.c_str());
        ImGui::EndDragDropSource();
    }
    if (!ImGui::BeginDragDropTarget()) return;
    if (const ImGuiPayload* dropped = ImGui::AcceptDragDropPayload(drag_kind))
        draft.move(*static_cast<const std::size_t*>(dropped->Data), step);
    ImGui::EndDragDropTarget();
}

void draw_rows(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    const std::size_t steps = draft.lesson().steps.size();
    const float each = ImGui::GetTextLineHeightWithSpacing();
    const float room = std::floor(step_list_share * ImGui::GetWindowHeight() / each);
    const float rows =
        std::clamp(static_cast<float>(steps), least_step_rows, std::clamp(room, least_step_rows, most_step_rows));
    ImGui::BeginChild("##steps", {0, rows * each + 2 * ImGui::GetStyle().WindowPadding.y}, ImGuiChildFlags_Borders);
    if (steps == 0)
        ImGui::TextWrapped("No step yet. Bring the run to where the lesson begins, and add a step from there.");
    for (std::size_t k = 0; k < draft.lesson().steps.size(); ++k) {
        const auto& problems = draft.problems();
        const bool faulty = std::any_of(problems.begin(), problems.end(), [&](const auto& p) { return p.step == k; });
        const std::string& title = draft.lesson().steps[k].title;
        const std::string words = formula::plain(title.empty() ? "(no title)" : title);
        const std::string label = std::to_string(k + 1) + "  " + visual_order(words);
        if (faulty) ImGui::PushStyleColor(ImGuiCol_Text, palette::warning(desk.settings.theme));
        const bool chosen = named_selectable("editor.step." + std::to_string(k + 1),
                                             (label + "##" + std::to_string(k)).c_str(), k == draft.selected());
        if (faulty) ImGui::PopStyleColor();
        item_tooltip("Selects the step and shows it in the picture. Drag it to another place in the lesson.");
        drag_row(draft, k, label);
        if (!chosen) continue;
        draft.select(k);
        show_draft_step(desk);
    }
    ImGui::EndChild();
    name_item("editor.steps");
    // A script that looks for a row: the list scrolls within itself, the panel to the list.
    if (widget_map().wanted().starts_with("editor.step.")) ImGui::SetScrollHereY();
}

/// Says that a step is in the picture, and leads back to what was open.
void draw_way_back(Desk& desk) {
    if (!step_arrives(desk) && !step_shown(desk)) return;
    const std::string number = std::to_string(*desk.lesson->shows + 1);
    ImGui::TextWrapped(
        "%s", (step_arrives(desk) ? "Step " + number + " is on its way into the picture."
                                  : "The picture shows a copy of the run, from the end of step " + number + ".")
                  .c_str());
    if (editor_button("editor.back", "Back to what was open",
                      "Shows the run again that was open before a step was clicked. What was changed since then stays "
                      "only in steps that were taken from it."))
        desk.next_frame.emplace_back(leave_lesson);
}

void draw_step_buttons(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    const std::size_t at = draft.selected(), steps = draft.lesson().steps.size();
    ImGui::BeginDisabled(!draft.has_step());
    ImGui::BeginDisabled(at == 0);
    const bool up = editor_button("editor.up", "▲", "Moves the step before the one above; both show what they did.");
    ImGui::EndDisabled();
    beside_if_fits("▼");
    ImGui::BeginDisabled(at + 1 >= steps);
    const bool down =
        editor_button("editor.down", "▼", "Moves the step behind the one below; both show what they did.");
    ImGui::EndDisabled();
    beside_if_fits("Duplicate");
    const bool again = editor_button("editor.duplicate", "Duplicate", "Adds a copy of the step behind it.");
    beside_if_fits("Delete");
    const bool away = editor_button("editor.delete", "Delete",
                                    "Takes the step out of the lesson; those after it show what they did.");
    ImGui::EndDisabled();
    if (up) draft.move(at, at - 1);
    if (down) draft.move(at, at + 1);
    if (again) draft.duplicate(at);
    if (away) draft.remove(at);
}

}  // namespace

void draw_step_list(Desk& desk) {
    draw_rows(desk);
    draw_way_back(desk);
    draw_step_buttons(desk);
}

}  // namespace coalesce
