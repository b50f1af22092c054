#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "desk/panels.hpp"
#include "record/free_name.hpp"

namespace coalesce {
namespace {

/// Time in which an eased camera covers 1 - 1/e of its way: quick enough to feel direct, slow enough to follow.
constexpr double easing_seconds = 0.12;
constexpr double fastest_pace = 1000, slowest_pace = 1.0 / 64;
constexpr double resting_seconds = 0.3;   // of the mouse, before a token is described
constexpr double turntable_speed = 0.25;  // rad/s: once round in 25 s

void change_pace(Desk& desk, double factor) {
    Pace pace = desk.pace;
    if (pace.kind == Pace::Kind::unlimited) return;
    pace.value = std::min(fastest_pace, std::max(slowest_pace, pace.value * factor));
    set_pace(desk, pace);
}

void handle_control_keys(Desk& desk) {
    const bool shift = ImGui::GetIO().KeyShift;
    if (ImGui::IsKeyPressed(ImGuiKey_Z)) shift ? redo(desk) : undo(desk);
    if (ImGui::IsKeyPressed(ImGuiKey_Y)) redo(desk);
    if (ImGui::IsKeyPressed(ImGuiKey_O, false)) desk.files.show(FileDialog::Purpose::open_scene);
    if (ImGui::IsKeyPressed(ImGuiKey_S, false)) request_save(desk, shift);
    if (ImGui::IsKeyPressed(ImGuiKey_R, false)) desk.open.record = true;
    if (ImGui::IsKeyPressed(ImGuiKey_Q, false)) desk.quit = true;
}

/// The character and not the key: '?' is Shift+ß on a German keyboard and Shift+, on a French one.
bool typed(char character) {
    const ImVector<ImWchar>& queue = ImGui::GetIO().InputQueueCharacters;
    return std::find(queue.begin(), queue.end(), static_cast<ImWchar>(character)) != queue.end();
}

void handle_timeline_keys(Desk& desk, const Frame& frame) {
    const bool shift = ImGui::GetIO().KeyShift;
    if (typed('.') || (shift && ImGui::IsKeyPressed(ImGuiKey_RightArrow))) seek(desk, next_event(frame, frame.time));
    if (typed(',') || (shift && ImGui::IsKeyPressed(ImGuiKey_LeftArrow))) seek(desk, previous_event(frame, frame.time));
    if (ImGui::IsKeyPressed(ImGuiKey_Home, false)) seek(desk, 0);
    if (ImGui::IsKeyPressed(ImGuiKey_End, false)) seek(desk, std::max(frame.known_until, frame.time));
}

void handle_plain_keys(Desk& desk) {
    if (ImGui::IsKeyPressed(ImGuiKey_Space, false)) play(desk, !desk.playing);
    const bool arrow = ImGui::IsKeyPressed(ImGuiKey_RightArrow) && !ImGui::GetIO().KeyShift;
    if (ImGui::IsKeyPressed(ImGuiKey_S) || arrow) step_once(desk);
    if (ImGui::IsKeyPressed(ImGuiKey_R, false)) reset(desk);
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) change_pace(desk, 2);
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) change_pace(desk, 0.5);
    if (ImGui::IsKeyPressed(ImGuiKey_C, false)) reset_camera(desk);
    if (ImGui::IsKeyPressed(ImGuiKey_L, false)) toggle_theme(desk);
    if (ImGui::IsKeyPressed(ImGuiKey_T, false))
        desk.document.view.turntable = desk.document.view.turntable != 0 ? 0 : turntable_speed;
    if (ImGui::IsKeyPressed(ImGuiKey_Tab, false)) desk.open.chrome = !desk.open.chrome;
}

}  // namespace

void request_save(Desk& desk, bool as) {
    const bool is_file = std::filesystem::path(desk.origin).has_parent_path();
    if (is_file && !as) return save_scene(desk, desk.origin);
    desk.files.show(FileDialog::Purpose::save_scene, is_file ? desk.origin : desk.origin + ".json");
}

void request_screenshot(Desk& desk) {
    char name[64];
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    std::strftime(name, sizeof name, "coalesce-%Y%m%d-%H%M%S.png", &local);
    desk.screenshot = free_name(name).string();
    desk.screenshot_told = true;
}

void toggle_theme(Desk& desk) {
    desk.settings.theme = desk.settings.theme == Theme::dark ? Theme::light : Theme::dark;
    desk.document.view.theme = desk.settings.theme;
}

void reset_camera(Desk& desk) {
    const ViewState standard;
    ViewState& view = desk.document.view;
    view.yaw = standard.yaw;
    view.pitch = standard.pitch;
    view.distance = standard.distance;
    view.pan = standard.pan;
    // Home by the shorter way round.
    desk.view_shown.yaw = view.yaw + std::remainder(desk.view_shown.yaw - view.yaw, 2 * M_PI);
}

void handle_keys(Desk& desk, const Frame& frame) {
    if (ImGui::IsKeyPressed(ImGuiKey_F1, false)) desk.open.help = !desk.open.help;
    if (ImGui::IsKeyPressed(ImGuiKey_F11, false)) desk.fullscreen = !desk.fullscreen;
    if (ImGui::IsKeyPressed(ImGuiKey_F12, false)) request_screenshot(desk);
    if (ImGui::GetIO().WantTextInput || desk.files.visible()) return;
    if (typed('?')) desk.open.help = !desk.open.help;
    if (ImGui::GetIO().KeyCtrl) return handle_control_keys(desk);
    handle_plain_keys(desk);
    handle_timeline_keys(desk, frame);
}

void handle_mouse(Desk& desk, const ViewRectangle& rectangle) {
    ImGuiIO& io = ImGui::GetIO();
    ViewState& view = desk.document.view;
    const bool left = ImGui::IsMouseClicked(ImGuiMouseButton_Left),
               right = ImGui::IsMouseClicked(ImGuiMouseButton_Right) || ImGui::IsMouseClicked(ImGuiMouseButton_Middle);
    if (rectangle.hovered && left) desk.dragging = io.KeyShift ? Desk::Drag::pan : Desk::Drag::orbit;
    if (rectangle.hovered && right) desk.dragging = Desk::Drag::pan;
    if (!ImGui::IsAnyMouseDown()) desk.dragging = Desk::Drag::none;
    desk.mouse_still = io.MouseDelta.x != 0 || io.MouseDelta.y != 0 ? 0 : desk.mouse_still + io.DeltaTime;
    const bool double_click = rectangle.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    if (double_click) return reset_camera(desk);
    if (desk.dragging == Desk::Drag::orbit) orbit(view, io.MouseDelta.x, io.MouseDelta.y, rectangle.height);
    if (desk.dragging == Desk::Drag::pan) pan(view, io.MouseDelta.x, io.MouseDelta.y, rectangle.height);
    if (rectangle.hovered && io.MouseWheel != 0) zoom(view, io.MouseWheel);
    if (desk.dragging != Desk::Drag::none) {
        // Under the hand the camera follows at once.
        desk.view_shown.yaw = view.yaw;
        desk.view_shown.pitch = view.pitch;
        desk.view_shown.pan = view.pan;
    }
}

void describe_token(const Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& rectangle) {
    if (!rectangle.hovered || desk.dragging != Desk::Drag::none || desk.mouse_still < resting_seconds) return;
    const ImGuiIO& io = ImGui::GetIO();
    // Positions of a picture are pixels, those of the mouse are points.
    const auto token = picture.pick((io.MousePos.x - rectangle.x) * io.DisplayFramebufferScale.x,
                                    (io.MousePos.y - rectangle.y) * io.DisplayFramebufferScale.y);
    if (!token || *token >= frame.size()) return;
    const float* x = &frame.positions[3 * *token];
    ImGui::BeginTooltip();
    ImGui::Text("token %zu", *token);
    if (frame.dimension == 2)
        ImGui::TextDisabled("angle %.1f°", std::atan2(x[1], x[0]) * 180 / M_PI);
    else
        ImGui::TextDisabled("longitude %.1f°, latitude %.1f°", std::atan2(x[1], x[0]) * 180 / M_PI,
                            std::asin(std::clamp(x[2], -1.0f, 1.0f)) * 180 / M_PI);
    if (*token < frame.speed.size())
        ImGui::TextDisabled("speed %.3g rad per unit time", static_cast<double>(frame.speed[*token]));
    if (*token < frame.mass.size()) ImGui::TextDisabled("mass %.3g", static_cast<double>(frame.mass[*token]));
    ImGui::EndTooltip();
}

bool advance_camera(Desk& desk, double seconds) {
    ViewState& goal = desk.document.view;
    const ViewState before = desk.view_shown;
    if (desk.dragging == Desk::Drag::none) {
        goal.yaw += goal.turntable * seconds;
        desk.view_shown.yaw += goal.turntable * seconds;
    }
    const double share = 1 - std::exp(-seconds / easing_seconds);
    const auto ease = [&](double& shown, double wanted, double least) {
        shown += share * (wanted - shown);
        if (std::abs(wanted - shown) < least) shown = wanted;
    };
    ViewState next = goal;
    next.yaw = desk.view_shown.yaw;
    next.pitch = desk.view_shown.pitch;
    next.distance = desk.view_shown.distance;
    next.pan = desk.view_shown.pan;
    ease(next.yaw, goal.yaw, 1e-4);
    ease(next.pitch, goal.pitch, 1e-4);
    ease(next.distance, goal.distance, 1e-4);
    ease(next.pan[0], goal.pan[0], 1e-4);
    ease(next.pan[1], goal.pan[1], 1e-4);
    desk.view_shown = next;
    return !(next == before);
}

}  // namespace coalesce
