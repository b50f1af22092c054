#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/timeline.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float least_height = 3.2f;  ///< ems; a lower panel shows the transport row alone

/// Draws the column left of the strip: the curve's name, and the switch of the time axis beside the axis's origin.
void draw_gutter(Desk& desk, const TimeStrip& strip, float left) {
    const float em = ImGui::GetFontSize();
    ImGui::GetWindowDrawList()->AddText({left, strip.from.y + 0.1f * em},
                                        ImGui::GetColorU32(palette::measurement(desk.settings.theme)), "E");
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0.25f * em, 0});
    if (desk.run().zoom.zoomed()) {
        ImGui::SetCursorScreenPos({left, 0.5f * (strip.from.y + strip.to.y) - 0.4f * em});
        if (named_button("timeline.all", "all", {strip.from.x - left - 0.4f * em, 0})) desk.run().zoom.reset();
        ImGui::SetItemTooltip(
            "Shows the whole run. The wheel zooms; a drag with the right button moves the zoomed range.");
    }
    ImGui::SetCursorScreenPos({left, strip.to.y - 0.1f * em});
    if (named_button("timeline.log", desk.run().log_time ? "log t" : "lin t", {strip.from.x - left - 0.4f * em, 0}))
        desk.run().log_time = !desk.run().log_time;
    ImGui::PopStyleVar();
    ImGui::SetItemTooltip(
        "Switches between logarithmic and linear time here, in the tree and in the plots. Over the timeline the wheel "
        "zooms; a drag with the right button moves the zoomed range.");
}

/// Returns the time under the mouse, clamped to the known range. The left end of an unzoomed logarithmic axis stands
/// for time 0.
double moment(const TimeStrip& strip, const Frame& frame, float x, bool zoomed) {
    x = std::max(x, strip.from.x);
    if (!zoomed && x == strip.from.x) return 0;
    return std::min(strip.time(x), std::max(frame.known_until, frame.time));
}

/// Seeks while the playhead is dragged; the axis keeps its range meanwhile.
void scrub(Desk& desk, const TimeStrip& strip, const Frame& frame) {
    if (!ImGui::IsItemActive() || !ImGui::IsMouseDown(ImGuiMouseButton_Left)) return desk.run().scrub.reset();
    if (!desk.run().scrub) desk.run().scrub = OpenRun::Scrub{strip.scale, -1};
    const double time = moment(strip, frame, ImGui::GetIO().MousePos.x, desk.run().zoom.zoomed());
    if (time != desk.run().scrub->sent) seek(desk, desk.run().scrub->sent = time);
}

/// Zooms about the mouse by the wheel, and moves a zoomed axis by a drag with the right button.
void zoom(Desk& desk, const TimeStrip& strip, const Frame& frame) {
    const ImGuiIO& io = ImGui::GetIO();
    const TimeScale whole = time_scale(frame, desk.run().document.scene.time.dt, desk.run().log_time);
    const float width = strip.to.x - strip.from.x;
    if (ImGui::IsItemHovered() && io.MouseWheel != 0 && !desk.run().scrub) {
        const double share = std::clamp((io.MousePos.x - strip.from.x) / width, 0.0f, 1.0f);
        desk.run().zoom.zoom(whole, share, io.MouseWheel);
    }
    const bool panned = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Right);
    const float moved = (panned ? -io.MouseDelta.x : 0) / width + (ImGui::IsItemHovered() ? -0.1f * io.MouseWheelH : 0);
    if (moved != 0) desk.run().zoom.pan(whole, moved);
}

/// Draws a thin line at the mouse, and its time in a tooltip.
void draw_cursor(Desk& desk, const TimeStrip& strip, const Frame& frame) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Theme theme = desk.settings.theme;
    const float em = ImGui::GetFontSize();
    const float x = std::clamp(ImGui::GetIO().MousePos.x, strip.from.x, strip.to.x);
    list.AddLine({x, strip.from.y}, {x, strip.to.y}, ImGui::GetColorU32(palette::faint_text(theme)));
    const std::string text = "t = " + number_text(moment(strip, frame, x, desk.run().zoom.zoomed()));
    const ImVec2 extent = ImGui::CalcTextSize(text.c_str());
    const bool fits = x - extent.x - em > strip.from.x;
    const ImVec2 at{fits ? x - extent.x - 0.4f * em : x + 0.4f * em, strip.to.y - extent.y - 0.4f * em};
    ImVec4 ground = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
    ground.w = 0.85f;
    list.AddRectFilled({at.x - 0.2f * em, at.y}, {at.x + extent.x + 0.2f * em, at.y + extent.y},
                       ImGui::GetColorU32(ground), 0.2f * em);
    list.AddText(at, ImGui::GetColorU32(palette::text(theme)), text.c_str());
}

void describe_merge(const Merge& merge) {
    ImGui::Text("merge at t = %s", number_text(merge.time, 4).c_str());
    ImGui::TextDisabled("masses %s and %s, last seen %.1f° apart", number_text(merge.masses[0]).c_str(),
                        number_text(merge.masses[1]).c_str(), merge.angle * 180 / M_PI);
}

/// Draws a mark at the top of the strip for every event.
void draw_event_marks(ImDrawList& list, const TimeStrip& strip, const Events& events, Theme theme) {
    const float size = 0.32f * ImGui::GetFontSize();
    const ImU32 colour = ImGui::GetColorU32(palette::warning(theme));
    for (const Event& event : events) {
        const float x = strip.x(event.time);
        if (x < strip.from.x || x > strip.to.x) continue;
        list.AddTriangleFilled({x - size, strip.from.y}, {x + size, strip.from.y}, {x, strip.from.y + 1.6f * size},
                               colour);
        list.AddLine({x, strip.from.y}, {x, strip.to.y}, colour);
    }
}

const Event* event_near(const TimeStrip& strip, const Events& events, float x) {
    const Event* nearest = nullptr;
    float reach = 0.5f * ImGui::GetFontSize();
    for (const Event& event : events)
        if (const float apart = std::abs(strip.x(event.time) - x); apart <= reach) {
            nearest = &event;
            reach = apart;
        }
    return nearest;
}

void describe(const TimeStrip& strip, const Frame& frame, const Events& events, bool theory) {
    const float x = ImGui::GetIO().MousePos.x;
    const Event* event = event_near(strip, events, x);
    const Merge* merge = merge_near(strip, frame.merges, x);
    const Phase* phase = phase_at(frame.phases, strip.time(x));
    const bool forecast =
        theory && frame.forecast && std::abs(strip.x(frame.forecast->time) - x) < 0.5f * ImGui::GetFontSize();
    if (!merge && !phase && !forecast && !event)
        return item_tooltip("Shows the tokens as they were at the time t that is clicked or dragged to.");
    // The tooltip is placed above the strip, which it would hide.
    ImGui::SetNextWindowPos({x, strip.from.y - 0.4f * ImGui::GetFontSize()}, ImGuiCond_Always, {0.5f, 1});
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(26 * ImGui::GetFontSize());
    if (event) {
        ImGui::Text("hands at t = %s: %s", number_text(event->time, 4).c_str(), described(*event).c_str());
    } else if (forecast) {
        ImGui::TextUnformatted(("next merge, by the pairing law: t " + estimate_text(frame.forecast->time)).c_str());
    } else if (merge) {
        describe_merge(*merge);
    } else {
        draw_phase(*phase);
    }
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

}  // namespace

void draw_phase(const Phase& phase) {
    ImGui::Text("%s, t = %s to %s", phase.name.c_str(), number_text(phase.from).c_str(), number_text(phase.to).c_str());
    ImGui::TextDisabled("%s", typeset(phase.criterion).c_str());
}

TimeScale shown_times(const Desk& desk, const Frame& frame) {
    if (desk.run().scrub) return desk.run().scrub->scale;
    return desk.run().zoom.shown(time_scale(frame, desk.run().document.scene.time.dt, desk.run().log_time));
}

void draw_timeline_strip(Desk& desk, const Frame& frame) {
    const float em = ImGui::GetFontSize();
    const ImVec2 corner = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    if (room.y < least_height * em) return;
    TimeStrip strip{
        {corner.x + 3.4f * em, corner.y}, {corner.x + room.x, corner.y + room.y - 1.3f * em}, shown_times(desk, frame)};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_timeline(list, strip, frame, desk.run().history.rows, desk.settings.theme);
    if (desk.run().document.view.theory && frame.forecast)
        draw_forecast_mark(list, strip, *frame.forecast, desk.settings.theme);
    draw_event_marks(list, strip, desk.run().document.scene.events, desk.settings.theme);
    draw_gutter(desk, strip, corner.x);
    ImGui::SetCursorScreenPos(strip.from);
    ImGui::InvisibleButton("##timeline", {strip.to.x - strip.from.x, room.y},
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    widget_map().add("timeline", strip.from, strip.to);
    scrub(desk, strip, frame);
    zoom(desk, strip, frame);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) draw_cursor(desk, strip, frame);
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip) && !ImGui::IsItemActive())
        describe(strip, frame, desk.run().document.scene.events, desk.run().document.view.theory);
}

}  // namespace coalesce
