#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "desk/hand_mouse.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/colours.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr double degrees_a_radian = 180 / M_PI;

void fact_row(const char* name, const std::string& value, const char* help) {
    ImGui::TextDisabled("%s", name);
    ImGui::SetItemTooltip("%s", help);
    ImGui::SameLine(9 * ImGui::GetFontSize());
    ImGui::TextUnformatted(value.c_str());
}

std::string place_text(const Frame& frame, std::size_t index) {
    const glm::vec3 x = place_in(frame, index);
    const double longitude = std::atan2(x.y, x.x) * degrees_a_radian;
    if (frame.dimension == 2) return number_text(longitude) + "°";
    return number_text(longitude) + "°, " + number_text(std::asin(std::clamp(x.z, -1.0f, 1.0f)) * degrees_a_radian) +
           "°";
}

/// One button a pin: it shows that token's attention.
void pin_buttons(Pins& pins) {
    for (std::size_t k = 0; k < pins.tokens.size(); ++k) {
        const std::string number = std::to_string(pins.tokens[k].number);
        if (k > 0) ImGui::SameLine();
        if (ImGui::GetContentRegionAvail().x < 4 * ImGui::GetFontSize()) ImGui::NewLine();
        const bool shown = k == pins.active;
        if (shown) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_ButtonActive));
        if (named_button("token.pin." + number, (number + "##pin").c_str())) pins.active = k;
        if (shown) ImGui::PopStyleColor();
        ImGui::SetItemTooltip("Shows what token %s attends to", number.c_str());
    }
}

void token_cluster(const Frame& frame, std::size_t index, Theme theme) {
    if (index >= frame.identity.size()) return;
    const auto own = std::find_if(frame.clusters.begin(), frame.clusters.end(),
                                  [&](const Cluster& c) { return c.identity == frame.identity[index]; });
    if (own == frame.clusters.end()) return;
    ImGui::TextDisabled("cluster");
    ImGui::SetItemTooltip("The group of tokens that it belongs to; K pins a token of the next one");
    ImGui::SameLine(9 * ImGui::GetFontSize());
    const Rgb colour = identity_colour(own->identity, theme);
    ImGui::TextColored({colour.r, colour.g, colour.b, 1}, "●");
    ImGui::SameLine();
    ImGui::Text("%d, %s %% of the mass", own->identity, number_text(100 * own->mass).c_str());
}

void draw_attention(const Pins& pins, const Frame& frame, Theme theme) {
    const AttentionRow& row_of = *pins.row;
    const std::size_t attended = row_of.share.size();
    section_title("Attention");
    fact_row("entropy H", number_text(row_of.entropy) + " nat",
             "H = -Σ p log p of the shares p that it gives to the tokens");
    fact_row("attends to", number_text(row_of.effective) + " of " + grouped(attended) + " tokens",
             "exp(H): the number of tokens among which equal shares would have this entropy");
    fact_row("to itself", number_text(100 * row_of.own) + " %", "Share of its own attention that it gives to itself");
    if (row_of.strength != 1)
        fact_row("strength", number_text(row_of.strength),
                 "Unnormalised attention: the sum of its weights, relative to all mass at the largest score");
    fact_row("speed", number_text(norm(row_of.velocity)) + " rad per unit time", "Length of P_x V m, which moves it");
    ImGui::Spacing();
    const float em = ImGui::GetFontSize();
    if (!ImGui::BeginTable("##top", 3, ImGuiTableFlags_SizingStretchProp)) return;
    ImGui::TableSetupColumn("token", 0, 3);
    ImGui::TableSetupColumn("share", 0, 5);
    ImGui::TableSetupColumn("angle", 0, 3);
    ImGui::TableHeadersRow();
    for (const AttentionRow::Attended& other : row_of.top) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::Text("%u", number_of(frame, other.token));
        ImGui::TableNextColumn();
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float width = ImGui::GetContentRegionAvail().x;
        const auto part = static_cast<float>(other.share / row_of.top.front().share);
        ImVec4 bar = palette::measurement(theme);
        bar.w = 0.35f;
        ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + 0.1f * em}, {at.x + part * width, at.y + 1.1f * em},
                                                  ImGui::GetColorU32(bar));
        ImGui::Text("%s %%", number_text(100 * other.share).c_str());
        ImGui::TableNextColumn();
        ImGui::Text("%.2f°", other.angle * degrees_a_radian);
    }
    ImGui::EndTable();
}

void draw_token(Desk& desk, const Frame& frame) {
    Pins& pins = desk.run().pins;
    pin_buttons(pins);
    const std::uint32_t number = pins.shown()->number;
    const auto index = index_of(frame, number);
    if (!index || frame.positions.empty()) return ImGui::TextDisabled("Waits for a copy of the tokens.");
    fact_row(frame.dimension == 2 ? "angle" : "place", place_text(frame, *index),
             frame.dimension == 2 ? "Angle on the circle" : "Longitude and latitude");
    if (!frame.mass.empty())
        fact_row("mass", number_text(static_cast<double>(frame.mass[*index])), "Its share of all mass");
    token_cluster(frame, *index, desk.settings.theme);
    if (pins.row) draw_attention(pins, frame, desk.settings.theme);
    ImGui::Spacing();
    named_checkbox("token.colours", "Attention colours the tokens", &pins.colours);
    ImGui::SetItemTooltip("Every token has the colour of the share that the pinned one gives to it");
    if (named_button("token.next", "Next cluster")) pin_next_cluster(pins, frame, 1);
    ImGui::SetItemTooltip("K: pins the token nearest to the centre of the next cluster by falling mass");
    ImGui::SameLine();
    if (named_button("token.unpin", "Unpin")) return unpin(pins, pins.active);
    ImGui::SetItemTooltip("Lets the token go, as another click on it does; Esc lets all go");
    ImGui::SameLine();
    if (named_button("token.remove", "Remove"))
        add_event(desk, frame, hands::Remove{TokenNumbers{number}}, "remove tokens");
    ImGui::SetItemTooltip("Takes the token out of the run from here on");
}

void draw_tools(Desk& desk) {
    Hand& hand = desk.hand;
    section_title("Hand");
    struct Choice {
        const char *name, *label, *help;
        Hand::Tool tool;
    };
    constexpr Choice choices[] = {
        {"token.tool.pick", "Pick##tool", "A click pins a token; a pinned one can be dragged along the sphere",
         Hand::Tool::pick},
        {"token.tool.push", "Push##tool", "A drag pushes all tokens within the brush along the sphere",
         Hand::Tool::push},
        {"token.tool.add", "Add##tool", "A click adds tokens within the brush", Hand::Tool::add},
        {"token.tool.remove", "Remove##tool", "A click removes the tokens within the brush", Hand::Tool::remove}};
    for (const Choice& choice : choices) {
        if (&choice != choices) ImGui::SameLine();
        if (ImGui::RadioButton(choice.label, hand.tool == choice.tool)) hand.tool = choice.tool;
        name_item(choice.name);
        ImGui::SetItemTooltip("%s", choice.help);
    }
    if (hand.tool == Hand::Tool::pick) return;
    ImGui::TextUnformatted("Brush");
    ImGui::SetItemTooltip("Angle from the middle of the brush to its rim, radians");
    ImGui::SameLine(4.5f * ImGui::GetFontSize());
    ImGui::SetNextItemWidth(-1);
    number_slider("token.radius", hand.radius, {.from = 0.02, .to = 1.5, .clamp = true, .unit = "rad"});
    if (hand.tool != Hand::Tool::add) return;
    double count = hand.count;
    ImGui::TextUnformatted("Tokens");
    ImGui::SetItemTooltip("Number of tokens that one click adds");
    ImGui::SameLine(4.5f * ImGui::GetFontSize());
    ImGui::SetNextItemWidth(-1);
    number_slider("token.count", count, {.from = 1, .to = 1e5, .logarithmic = true, .whole = true, .clamp = true});
    hand.count = static_cast<int>(count);
}

void draw_events(Desk& desk) {
    const Events& events = desk.run().document.scene.events;
    if (events.empty()) return;
    section_title("Events");
    constexpr std::size_t most = 6;
    if (events.size() > most) ImGui::TextDisabled("%zu earlier ones", events.size() - most);
    for (std::size_t k = events.size() - std::min(events.size(), most); k < events.size(); ++k)
        ImGui::TextWrapped("t = %s: %s", number_text(events[k].time, 4).c_str(), described(events[k]).c_str());
    if (named_button("token.clear", "Take all away")) clear_events(desk);
    ImGui::SetItemTooltip("Removes every event of the scene: the run returns to the first one. Undo brings them back.");
}

}  // namespace

void draw_token_panel(Desk& desk, const Frame& frame) {
    if (std::exchange(desk.show_token, false)) ImGui::SetNextWindowFocus();
    if (!begin_panel("token", "Token", &desk.open.token)) return ImGui::End();
    if (desk.run().pins.tokens.empty())
        ImGui::TextWrapped("Click a token in the picture: it is pinned, and this panel says what it attends to.");
    else
        draw_token(desk, frame);
    ImGui::Spacing();
    draw_tools(desk);
    draw_events(desk);
    ImGui::End();
}

}  // namespace coalesce
