#include <imgui.h>
#include <imgui_internal.h>  // stack of open menus and dialogues

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>

#include "desk/clips.hpp"
#include "desk/hand_mouse.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_editor.hpp"
#include "desk/lesson_screen.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/panels.hpp"
#include "desk/shortcuts.hpp"
#include "desk/theorem_card.hpp"
#include "desk/welcome.hpp"
#include "record/free_name.hpp"
#include "view/camera_motion.hpp"

namespace coalesce {
namespace {

/// Time in which an eased camera covers 1 - 1/e of its way: short enough to feel direct, long enough to follow.
constexpr double camera_easing = 0.12;
constexpr double fastest_pace = 1000, slowest_pace = 1.0 / 64;
constexpr double rest_before_token = 0.3;  // the mouse rests this long before a token is described
constexpr double turntable_speed = 0.25;   // rad/s: one turn in 25 s

void change_pace(Desk& desk, double factor) {
    if (const LabWorkspace* lab = open_lab(desk)) {
        double& seconds = lab->panel->playback().seconds;
        seconds = std::clamp(seconds / factor, 1.0, 600.0);
        return;
    }
    Pace pace = desk.run().pace;
    if (pace.kind == Pace::Kind::unlimited) return;
    pace.value = std::min(fastest_pace, std::max(slowest_pace, pace.value * factor));
    set_pace(desk, pace);
}

void toggle_turntable(Desk& desk) {
    desk.run().document.view.turntable = desk.run().document.view.turntable != 0 ? 0 : turntable_speed;
}

void move_cloud(Desk& desk, const Frame& frame, Action action) {
    if (const LabWorkspace* lab = open_lab(desk)) return move_lab(*lab->panel, action);
    switch (action) {
        case Action::play:
            return play(desk, !desk.run().playing);
        case Action::step:
            return step_once(desk);
        case Action::reset:
            return reset(desk);
        case Action::next_event:
            return seek(desk, next_event(frame, frame.time));
        case Action::previous_event:
            return seek(desk, previous_event(frame, frame.time));
        case Action::start:
            return seek(desk, 0);
        case Action::next_cluster:
        case Action::previous_cluster:
            return pin_cluster(desk, frame, action == Action::next_cluster ? 1 : -1);
        case Action::end:
            return seek(desk, std::max(frame.known_until, frame.time));
        default:
            return;
    }
}

/// Keys of saving act on what is seen. A laboratory has no file of its own, and the tokens' scene is not in sight.
void save_what_is_seen(Desk& desk, bool as) {
    if (!open_lab(desk)) return request_save(desk, as);
    report(desk, false,
           "nothing saved: Export writes this laboratory's results, and its picture (F12) opens it again; the tokens' "
           "scene is saved by the menu File");
}

void perform(Desk& desk, const Frame& frame, Action action) {
    ++desk.actions;
    if (perform_in_editor(desk, action)) return;
    switch (action) {
        case Action::undo:
        case Action::redo:
            if (LabWorkspace* lab = open_lab(desk)) return undo_in_lab(desk, *lab, action == Action::redo);
            return action == Action::undo ? undo(desk) : redo(desk);
        case Action::open:
            return desk.files.show(FileDialog::Purpose::open_scene);
        case Action::save:
        case Action::save_as:
            return save_what_is_seen(desk, action == Action::save_as);
        case Action::record:
            desk.open.record = true;
            return;
        case Action::quit:
            return request(desk, {Intent::Kind::quit, {}});
        case Action::faster:
            return change_pace(desk, 2);
        case Action::slower:
            return change_pace(desk, 0.5);
        case Action::camera:
            return reset_camera(desk);
        case Action::turntable:
            return toggle_turntable(desk);
        case Action::theme:
            return toggle_theme(desk);
        case Action::chrome:
            desk.open.chrome = !desk.open.chrome;
            return;
        case Action::help:
            desk.open.help = !desk.open.help;
            return;
        case Action::fullscreen:
            desk.fullscreen = !desk.fullscreen;
            return;
        case Action::screenshot:
            return request_screenshot(desk);
        case Action::accept:
            return explain_next_theorem(desk, frame);
        case Action::back_to_lesson:
            desk.next_frame.emplace_back(back_to_lesson);
            return;
        case Action::close:
            return close_topmost(desk);
        default:
            return move_cloud(desk, frame, action);
    }
}

/// Answers the open question by a key.
void answer(Desk& desk, Action action) {
    if (desk.lesson_editor.asked) {
        if (action == Action::accept) save_draft_and_go_on(desk);
        if (action == Action::close) keep_draft(desk);
        return;
    }
    const bool recording = desk.leaving.state() == LeaveQuestion::State::recording;
    if (action == Action::accept) recording ? quit_after_recording(desk) : save_and_leave(desk);
    if (action == Action::close) desk.leaving.cancel();
}

bool modal_dialogue(const Desk& desk) {
    return desk.files.visible() || desk.leaving.asks();
}

}  // namespace

namespace {

/// Returns the open dialogue that lies over the others; null if none is visible.
bool* topmost_dialogue(Desk& desk) {
    if (!desk.open.chrome) return nullptr;
    struct Dialogue {
        const char* window;
        bool* open;
    };
    bool* topmost = nullptr;
    int highest = -1;
    for (const Dialogue& dialogue :
         {Dialogue{"Keys", &desk.open.help}, Dialogue{"Record", &desk.open.record},
          Dialogue{"###picture", &desk.panel_picture.open}, Dialogue{"Theorem", &desk.theorem.open}}) {
        if (!*dialogue.open) continue;
        // A dialogue that was opened in this frame has no window yet.
        const ImGuiWindow* window = ImGui::FindWindowByName(dialogue.window);
        const int order = window ? window->FocusOrder : 0;
        if (order <= highest) continue;
        highest = order;
        topmost = dialogue.open;
    }
    return topmost;
}

}  // namespace

void close_topmost(Desk& desk) {
    const auto& popups = ImGui::GetCurrentContext()->OpenPopupStack;
    const bool modal =
        popups.Size > 0 && popups.back().Window && (popups.back().Window->Flags & ImGuiWindowFlags_Modal);
    if (popups.Size > 0 && !modal) return ImGui::ClosePopupToLevel(popups.Size - 1, true);
    if (desk.files.visible()) return desk.files.close();
    if (ImGui::GetIO().WantTextInput) return;  // Escape reverts the text field
    if (bool* dialogue = topmost_dialogue(desk)) {
        *dialogue = false;
    } else if (!desk.messages.empty()) {
        desk.messages.clear();
    } else if (open_lab(desk) && desk.open.chrome) {
        leave_lab(desk);
    } else if (!open_lab(desk) && !desk.run().pins.tokens.empty()) {
        desk.run().pins = {};
    } else if (!desk.open.chrome) {
        desk.open.chrome = true;
    } else {
        desk.fullscreen = false;
    }
}

void request_save(Desk& desk, bool as) {
    const std::string& origin = desk.run().edits.origin();
    if (const std::string file = scene_file(origin); !file.empty() && !as) {
        save_scene(desk, file);
        return;
    }
    desk.files.show(FileDialog::Purpose::save_scene, proposed_scene_file(origin));
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
    desk.run().document.view.theme = desk.settings.theme;
}

void reset_camera(Desk& desk) {
    const ViewState standard;
    ViewState& view = desk.run().document.view;
    view.yaw = standard.yaw;
    view.pitch = standard.pitch;
    view.distance = standard.distance;
    view.pan = standard.pan;
    // The camera turns home the shorter way.
    desk.run().view_shown.yaw = view.yaw + std::remainder(desk.run().view_shown.yaw - view.yaw, 2 * M_PI);
}

void handle_keys(Desk& desk, const Frame& frame) {
    desk.keys.begin_frame();
    while (const auto event = desk.keys.take()) {
        if (presenting(desk)) {
            perform_lesson_key(desk, *event);
            continue;
        }
        if (desk.welcome.open && !modal_dialogue(desk) && perform_welcome_key(desk, *event)) continue;
        const auto action = action_of(*event);
        if (!action) continue;
        if (step_arrives(desk)) {
            if (action == Action::close) desk.next_frame.emplace_back(leave_lesson);
            continue;
        }
        if (desk.leaving.asks() || (desk.lesson_editor.asked && !desk.lesson_editor.naming)) {
            answer(desk, *action);
        } else if (action == Action::close || action == Action::fullscreen || action == Action::screenshot) {
            perform(desk, frame, *action);
        } else if (!modal_dialogue(desk) && (!ImGui::GetIO().WantTextInput || while_typing(*action))) {
            perform(desk, frame, *action);
        }
    }
}

void handle_mouse(Desk& desk, const ViewRectangle& rectangle) {
    ImGuiIO& io = ImGui::GetIO();
    ViewState& view = desk.run().document.view;
    const bool left = ImGui::IsMouseClicked(ImGuiMouseButton_Left),
               right = ImGui::IsMouseClicked(ImGuiMouseButton_Right) || ImGui::IsMouseClicked(ImGuiMouseButton_Middle);
    if (rectangle.hovered && left && desk.dragging != Desk::Drag::hand)
        desk.dragging = io.KeyShift ? Desk::Drag::pan : Desk::Drag::orbit;
    if (rectangle.hovered && right) desk.dragging = Desk::Drag::pan;
    if (!ImGui::IsAnyMouseDown()) desk.dragging = Desk::Drag::none;
    desk.mouse_still = io.MouseDelta.x != 0 || io.MouseDelta.y != 0 ? 0 : desk.mouse_still + io.DeltaTime;
    const bool brushes = desk.hand.tool == Hand::Tool::add || desk.hand.tool == Hand::Tool::remove;
    const bool double_click = !brushes && rectangle.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    // On a token the first click has pinned it, or let it go, and the second does nothing.
    if (double_click && !desk.hand.clicked_token) return reset_camera(desk);
    if (desk.dragging == Desk::Drag::orbit) orbit(view, io.MouseDelta.x, io.MouseDelta.y, rectangle.height);
    if (desk.dragging == Desk::Drag::pan) pan(view, io.MouseDelta.x, io.MouseDelta.y, rectangle.height);
    if (rectangle.hovered && io.MouseWheel != 0) zoom(view, io.MouseWheel);
    if (desk.dragging != Desk::Drag::none) {
        // A dragged camera is not eased.
        desk.run().view_shown.yaw = view.yaw;
        desk.run().view_shown.pitch = view.pitch;
        desk.run().view_shown.pan = view.pan;
    }
}

namespace {

/// Returns the token under the resting mouse. Searches all tokens, ten times a second at most.
std::optional<std::size_t> token_under(Desk& desk, const Frame& frame, const SceneView& picture,
                                       const ViewRectangle& rectangle) {
    constexpr auto least_age = std::chrono::milliseconds(100);
    const auto now = std::chrono::steady_clock::now();
    if (desk.picked.generation == frame.generation && now - desk.picked.since < least_age) return desk.picked.token;
    const ImGuiIO& io = ImGui::GetIO();
    // The picture's coordinates are pixels, the mouse's are Dear ImGui's points.
    desk.picked = {frame.generation, now,
                   picture.pick((io.MousePos.x - rectangle.x) * io.DisplayFramebufferScale.x,
                                (io.MousePos.y - rectangle.y) * io.DisplayFramebufferScale.y)};
    return desk.picked.token;
}

}  // namespace

void describe_token(Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& rectangle) {
    if (!rectangle.hovered || desk.dragging != Desk::Drag::none || desk.mouse_still < rest_before_token) return;
    const auto token = token_under(desk, frame, picture, rectangle);
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
    OpenRun& run = desk.run();
    ViewState& goal = run.document.view;
    const ViewState before = run.view_shown;
    if (desk.dragging == Desk::Drag::none && goal.turntable != 0) {
        if (!run.turn || run.turn->to != goal.yaw) run.turn = OpenRun::Turn{goal.yaw, goal.yaw};
        goal.yaw += goal.turntable * seconds;
        run.turn->to = goal.yaw;
        run.view_shown.yaw += goal.turntable * seconds;
    }
    const double share = 1 - std::exp(-seconds / camera_easing);
    const auto ease = [&](double& shown, double wanted, double least) {
        shown += share * (wanted - shown);
        if (std::abs(wanted - shown) < least) shown = wanted;
    };
    ViewState next = goal;
    next.yaw = desk.run().view_shown.yaw;
    next.pitch = desk.run().view_shown.pitch;
    next.distance = desk.run().view_shown.distance;
    next.pan = desk.run().view_shown.pan;
    ease(next.yaw, goal.yaw, 1e-4);
    ease(next.pitch, goal.pitch, 1e-4);
    ease(next.distance, goal.distance, 1e-4);
    ease(next.pan[0], goal.pan[0], 1e-4);
    ease(next.pan[1], goal.pan[1], 1e-4);
    desk.run().view_shown = next;
    return !(next == before);
}

}  // namespace coalesce
