#include "desk/control_walk.hpp"

#include <implot.h>

#include <imgui_internal.h>  // windows, the stack of popups, the item under the mouse
#include <implot_internal.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "coalesce/model/error.hpp"
#include "desk/widgets.hpp"
#include "item_hook.hpp"

namespace coalesce {
namespace {

/// Frames in which a tooltip must have appeared: the mouse's event, hovering, and the tooltip's first frame.
constexpr int patience_frames = 5;
/// Frames without a control left after which the walk ends: a panel may still scroll.
constexpr int last_frames = 4;

struct PlacedItem {
    ImGuiID id;
    ImRect where;
    ImGuiWindow* window;
};

struct ItemLog {
    std::vector<PlacedItem> items;  ///< of the present frame
    std::map<ImGuiID, std::string> labels;
    std::set<ImGuiID> openers;  ///< menus and tree nodes
};
ItemLog& item_log() {
    static ItemLog log;
    return log;
}

bool is_no_control(ImGuiContext& context, ImGuiID id) {
    ImGuiWindow* window = context.CurrentWindow;
    const ImGuiTable* table = context.CurrentTable;
    const bool of_window = id == window->ID || id == window->MoveId || id == window->TabId;
    const bool header = table && table->IsInsideRow && (table->RowFlags & ImGuiTableRowFlags_Headers);
    const bool child = std::any_of(context.Windows.begin(), context.Windows.end(),
                                   [id](const ImGuiWindow* each) { return each->ChildId == id; });
    const bool scrollbar = id == ImGui::GetWindowScrollbarID(window, ImGuiAxis_X) ||
                           id == ImGui::GetWindowScrollbarID(window, ImGuiAxis_Y);
    bool border = id == window->GetID("#CLOSE") || id == window->GetID("#COLLAPSE");
    for (int side = 0; side < 4; ++side)
        border |= id == ImGui::GetWindowResizeCornerID(window, side) ||
                  id == ImGui::GetWindowResizeBorderID(window, static_cast<ImGuiDir>(side));
    const bool dock = ImGui::DockBuilderGetNode(id) != nullptr;
    const bool plot = ImPlot::GetCurrentContext()->Plots.GetByKey(id) != nullptr;
    return of_window || header || child || scrollbar || border || dock || plot || window->DockNodeAsHost != nullptr ||
           (window->Flags & ImGuiWindowFlags_Tooltip) != 0;
}

void note_item(ImGuiContext& context, unsigned id, const ImRect& where) {
    if (!is_no_control(context, id)) item_log().items.push_back({id, where, context.CurrentWindow});
}

void note_label(unsigned id, const char* label, bool opens) {
    item_log().labels[id] = label;
    if (opens) item_log().openers.insert(id);
}

bool tooltip_shown() {
    const auto& windows = ImGui::GetCurrentContext()->Windows;
    return std::any_of(windows.begin(), windows.end(), [](const ImGuiWindow* window) {
        return window->Active && (window->Flags & ImGuiWindowFlags_Tooltip) != 0;
    });
}

/// True if no open menu or dialogue keeps the mouse from the window.
bool takes_mouse(const ImGuiWindow* window) {
    const auto& popups = ImGui::GetCurrentContext()->OpenPopupStack;
    if (popups.empty() || !popups.back().Window) return true;
    return ImGui::IsWindowChildOf(const_cast<ImGuiWindow*>(window), popups.back().Window, false, false);
}

/// True if another window lies over the middle of the item.
bool item_covered(const PlacedItem& item) {
    ImGuiWindow* above = nullptr;
    ImGui::FindHoveredWindowEx(item.where.GetCenter(), false, &above, nullptr);
    return above && above->RootWindow != item.window->RootWindow;
}

std::string walked_name(const PlacedItem& item) {
    const std::string known = widget_map().name_at(item.where.Min, item.where.Max);
    const std::string window = item.window->RootWindow->Name;
    if (!known.empty()) return known + " in " + window;
    char place[64];
    std::snprintf(place, sizeof place, " at (%.0f, %.0f)", static_cast<double>(item.where.Min.x),
                  static_cast<double>(item.where.Min.y));
    return "\"" + item_log().labels[item.id] + "\" in " + window + place;
}

/// True if the window shows the middle half of the item: a row's frame may reach beyond its list.
bool item_in_sight(const PlacedItem& item) {
    const ImRect& seen = item.window->InnerClipRect;
    const ImVec2 middle = item.where.GetCenter();
    const float reach = std::min(0.25f * item.where.GetHeight(), 0.5f * seen.GetHeight());
    return seen.Contains(middle) && middle.y - reach >= seen.Min.y && middle.y + reach <= seen.Max.y;
}

void let_items_report(bool report) {
    item_log() = {};
    item_hook() = report ? ItemHook{note_item, note_label} : ItemHook{};
    ImGui::GetCurrentContext()->TestEngineHookItems = report;
}

}  // namespace

ControlWalk::~ControlWalk() {
    if (walks_) let_items_report(false);
}

void ControlWalk::begin() {
    if (!has_item_hook())
        throw RunError("found a Dear ImGui without its test engine's hooks, expected one of the pinned sources");
    let_items_report(true);
    walks_ = true;
    present_ = 0;
    frames_ = idle_ = 0;
}

bool ControlWalk::look_at_present() {
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    ++frames_;
    const bool reached = context.HoveredIdPreviousFrame == present_ || context.HoveredId == present_;
    if (!(reached && tooltip_shown()) && frames_ < patience_frames) return false;
    if (!reached)
        complaints_.push_back(name_ + ": the mouse cannot reach it");
    else if (!tooltip_shown())
        complaints_.push_back(name_ + ": no tooltip");
    present_ = 0;
    frames_ = 0;
    return true;
}

bool ControlWalk::go_to_next() {
    for (const PlacedItem& item : item_log().items) {
        if (seen_.contains(item.id) || item_log().openers.contains(item.id) || !takes_mouse(item.window)) continue;
        name_ = walked_name(item);
        if (!item_in_sight(item) && frames_ < patience_frames) {
            ++frames_;
            ImGui::ScrollToRect(item.window, item.where, ImGuiScrollFlags_AlwaysCenterY);
            return true;
        }
        if (item_in_sight(item) && item_covered(item)) continue;
        seen_.insert(item.id);
        frames_ = 0;
        if (!item_in_sight(item)) {
            complaints_.push_back(name_ + ": cannot be scrolled into sight");
            continue;
        }
        present_ = item.id;
        const ImVec2 middle = item.where.GetCenter();
        ImGui::GetIO().AddMousePosEvent(middle.x, middle.y);
        return true;
    }
    return false;
}

bool ControlWalk::advance() {
    if (present_ == 0 || look_at_present()) idle_ = go_to_next() ? 0 : idle_ + 1;
    item_log().items.clear();
    if (idle_ < last_frames) return false;
    let_items_report(false);
    walks_ = false;
    return true;
}

}  // namespace coalesce
