// Runs side by side in the window: places, names and borders of their pictures, and what scripts ask of them.
#include <imgui.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "coalesce/model/text.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/script_values.hpp"
#include "desk/twins.hpp"
#include "desk/widgets.hpp"
#include "view/twin_view.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Draws the button that closes a twin at the end of its name's line.
void draw_close_button(Desk& desk, const SideBox& line, std::size_t run) {
    const std::string name = "twin." + std::to_string(run) + ".close";
    const float side = line.height;
    ImGui::SetNextWindowPos({line.x + line.width - side - 2, line.y});
    ImGui::SetNextWindowSize({side, side});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {2, 2});
    ImGui::Begin(("##" + name).c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoBringToFrontOnFocus);
    if (named_button(name, "×", {side - 4, side - 4})) ask_to_close(desk, run);
    ImGui::SetItemTooltip("Closes this run");
    ImGui::End();
    ImGui::PopStyleVar();
}

bool holds(const SideBox& box, ImVec2 at) {
    return at.x >= box.x && at.x < box.x + box.width && at.y >= box.y && at.y < box.y + box.height;
}

}  // namespace

std::vector<RunPlace> run_places(const Desk& desk, const ViewRectangle& view) {
    std::vector<RunPlace> places;
    if (desk.runs.size() == 1) return {{view, {}}};
    const SidePlaces boxes =
        side_by_side(desk.runs.size(), {view.x, view.y, view.width, view.height}, run_name_ems * ImGui::GetFontSize());
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    for (std::size_t k = 0; k < desk.runs.size(); ++k) {
        const SideBox& box = boxes.runs[k].picture;
        // Whole points, so that pictures are not scaled.
        const float x = std::floor(box.x), y = std::floor(box.y);
        ViewRectangle picture{x, y, std::floor(box.x + box.width) - x, std::floor(box.y + box.height) - y};
        picture.hovered = view.hovered && holds(box, mouse);
        picture.covered = view.covered;
        picture.shown = desk.runs[k]->view_shown;
        places.push_back({picture, boxes.runs[k].name});
    }
    return places;
}

const RunPlace& place_under_mouse(const Desk& desk, const std::vector<RunPlace>& places, std::size_t& run) {
    run = desk.current;
    for (std::size_t k = 0; k < places.size(); ++k)
        if (places[k].picture.hovered) run = k;
    return places[run];
}

void draw_run_names(Desk& desk, const std::vector<RunPlace>& places) {
    if (places.size() < 2) return;
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const Theme theme = desk.settings.theme;
    const bool editable = !presenting(desk);  // an audience edits none of them
    for (std::size_t k = 0; k < places.size(); ++k) {
        const ViewRectangle& picture = places[k].picture;
        const SideBox& line = places[k].name;
        const ImVec2 from{picture.x + 1, picture.y + 1}, to{line.x + line.width - 1, line.y + line.height - 1};
        const bool current = editable && k == desk.current;
        ImVec4 ink = current ? palette::text(theme) : palette::faint_text(theme);
        ink.w *= current ? 0.9f : 0.25f;
        list.AddRect(from, to, ImGui::GetColorU32(ink), 3, current ? 2.0f : 1.0f);
        if (k < desk.twins.words.size()) draw_run_name(list, line, k, desk.twins.words[k], theme);
        const std::string name = k == 0 ? "run.first" : "twin." + std::to_string(k);
        widget_map().add(name, {picture.x, picture.y}, {picture.x + picture.width, picture.y + picture.height});
        widget_map().add(name + ".name", {line.x, line.y}, {line.x + line.width, line.y + line.height});
        if (k > 0 && desk.open.chrome && editable) draw_close_button(desk, line, k);
    }
}

bool twin_quantity(std::string_view name, const Desk& desk, std::string& found) {
    if (name == "twins") {
        found = std::to_string(desk.runs.size() - 1);
        return true;
    }
    if (name == "current") {
        found = std::to_string(desk.current);
        return true;
    }
    if (name == "apart") {
        double least = INFINITY, most = -INFINITY;
        for (const auto& run : desk.runs) {
            const double time = run->frame ? run->frame->time : 0;
            least = std::min(least, time);
            most = std::max(most, time);
        }
        found = decimal_text(most - least);
        return true;
    }
    if (!name.starts_with("twin.")) return false;
    name.remove_prefix(5);
    std::size_t run = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), run);
    if (error != std::errc() || end == name.data() + name.size() || *end != '.') return false;
    if (run >= desk.runs.size() || !desk.runs[run]->frame) {
        found = "none";
        return true;
    }
    const std::string_view which = name.substr(static_cast<std::size_t>(end - name.data()) + 1);
    const OpenRun& of = *desk.runs[run];
    const std::span<const double> distances = desk.twins.distances.of(run);
    if (which == "time")
        found = decimal_text(of.frame->time);
    else if (which == "words")
        found = run < desk.twins.words.size() ? desk.twins.words[run] : "";
    else if (which == "distance")
        found = distances.empty() ? "none" : decimal_text(distances.back());
    else if (which == "merges")
        found = std::to_string(of.frame->merges.size());
    else if (which == "tokens")
        found = std::to_string(of.frame->size());
    else if (which == "undo")
        found = of.edits.can_undo() ? of.edits.undo_name() : "";
    else if (const Parameter* parameter = find_parameter(which))
        found = script_text(parameter->get(of.document));
    else
        return false;
    return true;
}

}  // namespace coalesce
