// Drawing of the doors: a card in the middle of the window, three doors beside each other, a line about what is chosen.
#include <imgui.h>

#include <algorithm>
#include <string>

#include "desk/welcome.hpp"
#include "desk/welcome_pictures.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

// Lengths of the card, in units of its text size.
constexpr float card_width = 46, card_height = 30, card_padding = 1.5f, door_gap = 0.9f;
constexpr float picture_height = 3.9f, head_height = 10.4f, row_height = 1.5f, most_door_rows = 6;
constexpr float door_height = head_height + most_door_rows * row_height + 0.5f;
/// Size of the window in text sizes at which the card's text has the size of the interface.
constexpr float usual_width = 64, usual_height = 38;
/// The card's text is at most so many times as large as the interface's.
constexpr float largest_card = 3;
constexpr const char* key_hint =
    "← →  ↑ ↓  choose     Enter  opens     1  2  3  doors     Esc  closes; Help › Welcome brings them back";

/// Text size of the card over that of the interface: it grows with the window, and shrinks where it would not fit.
float card_scale(ImVec2 room, float em) {
    const float wide = room.x / em, high = room.y / em;
    const float fits = std::min({1.0f, wide / (card_width + 1), high / (card_height + 1)});
    return std::clamp(std::min(wide / usual_width, high / usual_height), fits, largest_card);
}

struct DoorStage {
    Desk& desk;
    int door;
    float unit;    ///< text size, pixels
    float points;  ///< the same before the interface's scale
    ImVec2 size;

    const WelcomeDoor& content() const { return welcome_doors()[static_cast<std::size_t>(door)]; }
    std::string name() const { return std::string("welcome.") + content().name; }
    bool chosen(int row) const { return desk.welcome.door == door && desk.welcome.row == row; }
    /// The mouse chooses what it moves over; at rest it leaves the choice to the keyboard.
    void follow_mouse(int row) const {
        const ImVec2 moved = ImGui::GetIO().MouseDelta;
        if (!ImGui::IsItemHovered() || (moved.x == 0 && moved.y == 0)) return;
        desk.welcome.door = door;
        desk.welcome.row = row;
    }
};

void draw_picture_of(const DoorStage& stage, ImVec2 from, ImVec2 to) {
    constexpr void (*pictures[])(ImDrawList&, ImVec2, ImVec2, Theme) = {draw_lesson_picture, draw_explore_picture,
                                                                        draw_tokens_picture};
    pictures[stage.door](*ImGui::GetWindowDrawList(), from, to, stage.desk.settings.theme);
}

/// Draws picture, title and sentence, which together are the door's button.
void draw_head(const DoorStage& stage) {
    const float unit = stage.unit;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (ImGui::InvisibleButton("##head", {stage.size.x, head_height * unit})) enter_door(stage.desk, stage.door, -1);
    name_item(stage.name());
    stage.follow_mouse(-1);
    const float left = corner.x + 0.9f * unit;
    draw_picture_of(stage, {left, corner.y + 0.9f * unit},
                    {corner.x + stage.size.x - 0.9f * unit, corner.y + (0.9f + picture_height) * unit});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const auto ink_of = [](ImGuiCol which) { return ImGui::GetColorU32(which); };
    const char number[] = {static_cast<char>('1' + stage.door), 0};
    list.AddText(nullptr, 0.85f * unit, {left, corner.y + 0.5f * unit}, ink_of(ImGuiCol_TextDisabled), number);
    const float title = corner.y + (picture_height + 1.4f) * unit;
    list.AddText(semibold_font(), 1.18f * unit, {left, title}, ink_of(ImGuiCol_Text), stage.content().title);
    list.AddText(nullptr, 0.86f * unit, {left, title + 1.75f * unit}, ink_of(ImGuiCol_TextDisabled),
                 stage.content().sentence, nullptr, stage.size.x - 1.8f * unit);
}

void draw_row(const DoorStage& stage, int index) {
    const WelcomeRow& row = stage.content().rows[static_cast<std::size_t>(index)];
    const bool chosen = stage.chosen(index);
    const float room = ImGui::GetContentRegionAvail().x, side = ImGui::CalcTextSize(row.side.c_str()).x;
    const std::string label = elided(typeset(row.label), room - side - (side > 0 ? 0.8f * stage.unit : 0));
    ImGui::PushID(index);
    if (ImGui::Selectable(label.c_str(), chosen)) enter_door(stage.desk, stage.door, index);
    name_item(stage.name() + "." + (row.opens.empty() ? "file" : row.opens));
    ImGui::PopID();
    stage.follow_mouse(index);
    if (chosen && std::exchange(stage.desk.welcome.moved, false)) ImGui::SetScrollHereY();
    if (row.side.empty()) return;
    ImGui::SameLine();
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - side);
    ImGui::TextDisabled("%s", row.side.c_str());
}

void draw_door(const DoorStage& stage) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 end{corner.x + stage.size.x, corner.y + stage.size.y};
    const bool chosen = stage.desk.welcome.door == stage.door;
    const float rounding = 0.5f * stage.unit;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(corner, end, ImGui::GetColorU32(ImGuiCol_PopupBg, 0.82f), rounding);
    if (chosen) list.AddRectFilled(corner, end, ImGui::GetColorU32(ImGuiCol_FrameBgHovered, 0.35f), rounding);
    list.AddRect(corner, end, ImGui::GetColorU32(chosen ? ImGuiCol_CheckMark : ImGuiCol_Border), rounding,
                 (stage.chosen(-1) ? 0.13f : 0.07f) * stage.unit);
    ImGui::PushID(stage.door);
    ImGui::BeginChild("##door", stage.size, ImGuiChildFlags_None, ImGuiWindowFlags_NoScrollbar);
    draw_head(stage);
    ImGui::SetCursorPos({0.6f * stage.unit, head_height * stage.unit});
    ImGui::BeginChild("##rows", {stage.size.x - 1.1f * stage.unit, most_door_rows * row_height * stage.unit});
    ImGui::PushFont(nullptr, 0.92f * stage.points);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing,
                        {ImGui::GetStyle().ItemSpacing.x, row_height * stage.unit - ImGui::GetTextLineHeight()});
    ImGui::Indent(0.3f * stage.unit);
    for (int row = 0; row < static_cast<int>(stage.content().rows.size()); ++row) draw_row(stage, row);
    ImGui::PopStyleVar();
    ImGui::PushTextWrapPos(0);
    ImGui::TextDisabled("%s", stage.content().hint);
    ImGui::PopTextWrapPos();
    ImGui::PopFont();
    ImGui::EndChild();
    ImGui::EndChild();
    ImGui::PopID();
}

/// Says what the chosen row is about; of a door itself, which keys there are.
void draw_foot(const WelcomeState& welcome) {
    const WelcomeDoor& door = welcome_doors()[static_cast<std::size_t>(welcome.door)];
    const bool about = welcome.row >= 0;
    const std::string text = about ? door.rows[static_cast<std::size_t>(welcome.row)].note : std::string(key_hint);
    ImGui::PushTextWrapPos(0);
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_Text));
    ImGui::TextUnformatted(typeset(text).c_str());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
}

void draw_card(Desk& desk, float unit, float points) {
    ImGui::PushFont(semibold_font(), 1.75f * points);
    ImGui::TextUnformatted("Coalesce");
    ImGui::PopFont();
    ImGui::PushFont(nullptr, points);
    ImGui::TextUnformatted("Every point is a token, pulled towards the tokens that it attends to.");
    ImGui::Dummy({0, 0.2f * unit});
    const float width = (card_width - 2 * card_padding - 2 * door_gap) / 3 * unit;
    for (int door = 0; door < static_cast<int>(welcome_doors().size()); ++door) {
        if (door > 0) ImGui::SameLine(0, door_gap * unit);
        draw_door({desk, door, unit, points, {width, door_height * unit}});
    }
    ImGui::Dummy({0, 0.1f * unit});
    ImGui::PushFont(nullptr, 0.9f * points);
    draw_foot(desk.welcome);
    ImGui::PopFont();
    ImGui::PopFont();
}

}  // namespace

void draw_welcome(Desk& desk) {
    if (!desk.welcome.open) return;
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const float em = ImGui::GetFontSize(), scale = card_scale(viewport->Size, em), unit = scale * em;
    ImGui::SetNextWindowPos(viewport->GetCenter(), ImGuiCond_Always, {0.5f, 0.5f});
    ImGui::SetNextWindowSize({card_width * unit, card_height * unit});
    ImGui::SetNextWindowBgAlpha(0.76f);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {card_padding * unit, 0.9f * unit});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.8f * unit);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0.5f * unit, 0.35f * unit});
    // Messages and dialogues stay above it.
    ImGui::Begin("##welcome", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus);
    const ImVec2 from = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    widget_map().add("welcome", from, {from.x + size.x, from.y + size.y});
    draw_card(desk, unit, scale * ImGui::GetStyle().FontSizeBase);
    ImGui::End();
    ImGui::PopStyleVar(3);
}

}  // namespace coalesce
