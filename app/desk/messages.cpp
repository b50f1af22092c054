#include "desk/messages.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "desk/desk.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double shown_seconds = 6, wall_seconds = 3, fading_seconds = 0.6;
/// A message is shown for so many frames at least, so that it can be read on a machine that draws one frame a second.
constexpr int least_frames = 20;
/// Largest height of the stack, as a share of the window's: it does not reach menu and title.
constexpr float most_height = 0.5f;

double age(const Message& message, Clock::time_point now) {
    if (message.error || message.frames < least_frames) return 0;
    return std::chrono::duration<double>(now - message.since).count();
}

std::string name_of(const char* button, bool newest, int identity) {
    std::string name = "messages.";
    name += button;
    if (!newest) name.append(1, '.').append(std::to_string(identity));
    return name;
}

/// Draws one message.
/// @return  true if the user closed it
bool draw_message(Desk& desk, Message& message, bool newest) {
    const Theme theme = desk.settings.theme;
    const float em = ImGui::GetFontSize();
    ImGui::PushTextWrapPos(ImGui::GetContentRegionAvail().x + ImGui::GetCursorPosX());
    ImGui::PushStyleColor(ImGuiCol_Text, message.error ? palette::warning(theme) : palette::text(theme));
    ImGui::TextUnformatted(wrapped(message.text).c_str());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
    if (!message.file.empty()) {
        if (named_button(name_of("folder", newest, message.identity), "Open folder"))
            if (const std::string why = desk.folders.open(message.file); !why.empty()) report(desk, true, why);
        ImGui::SameLine();
    }
    return named_button(name_of("close", newest, message.identity), "Close", {4.5f * em, 0});
}

/// Draws a message in a small window, of which the point `pivot` (shares of its size) is at `corner`.
/// @return  height of the window, points
float place_message(const std::string& id, ImVec2 corner, float width, float alpha, const auto& content,
                    ImVec2 pivot = {1, 1}) {
    ImGui::SetNextWindowPos(corner, ImGuiCond_Always, pivot);
    ImGui::SetNextWindowSize({width, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_Alpha, std::max(0.02f, alpha));
    ImGui::Begin(id.c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_NoMove);
    content();
    const float height = ImGui::GetWindowHeight();
    ImGui::End();
    ImGui::PopStyleVar();
    return height;
}

}  // namespace

float opacity(const Message& message, Clock::time_point now) {
    return static_cast<float>(
        std::clamp((shown_seconds + fading_seconds - age(message, now)) / fading_seconds, 0.0, 1.0));
}

float opacity_on_wall(const Message& message, Clock::time_point now) {
    const double shown = message.frames < least_frames ? 0 : std::chrono::duration<double>(now - message.since).count();
    return static_cast<float>(std::clamp((wall_seconds + fading_seconds - shown) / fading_seconds, 0.0, 1.0));
}

bool messages_fade(const Desk& desk) {
    const auto now = Clock::now();
    if (desk.lesson && desk.lesson->mode == LessonState::Mode::presenting)
        return std::any_of(desk.messages.begin(), desk.messages.end(),
                           [now](const Message& message) { return opacity_on_wall(message, now) > 0; });
    return std::any_of(desk.messages.begin(), desk.messages.end(), [now](const Message& message) {
        return !message.error && (message.frames < least_frames || age(message, now) > shown_seconds);
    });
}

void draw_messages(Desk& desk) {
    const auto now = Clock::now();
    std::erase_if(desk.messages, [now](const Message& message) { return opacity(message, now) <= 0; });
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const float em = ImGui::GetFontSize(), margin = 0.8f * em;
    const float width = std::min(24 * em, 0.5f * viewport->WorkSize.x);
    ImVec2 corner{viewport->WorkPos.x + viewport->WorkSize.x - margin,
                  viewport->WorkPos.y + viewport->WorkSize.y - margin};
    const float highest = corner.y - most_height * viewport->WorkSize.y;
    int closed = 0;
    for (auto at = desk.messages.size(); at-- > 0;) {
        // Copied: the message's button may report another one, which reallocates desk.messages.
        Message message = desk.messages[at];
        const bool newest = at + 1 == desk.messages.size();
        if (corner.y < highest) {
            const std::string more = std::to_string(at + 1) + (at == 0 ? " earlier message" : " earlier messages");
            place_message("##more messages", corner, width, 1, [&] { ImGui::TextDisabled("%s", more.c_str()); });
            break;
        }
        const float height =
            place_message("##message" + std::to_string(message.identity), corner, width, opacity(message, now), [&] {
                if (draw_message(desk, message, newest)) closed = message.identity;
                ++message.frames;
                if (ImGui::IsWindowHovered()) message.since = Clock::now();
            });
        desk.messages[at].frames = message.frames;
        desk.messages[at].since = message.since;
        corner.y -= height + 0.5f * margin;
    }
    std::erase_if(desk.messages, [closed](const Message& message) { return message.identity == closed; });
}

void draw_messages_on_wall(Desk& desk) {
    const auto now = Clock::now();
    std::erase_if(desk.messages,
                  [now](const Message& message) { return !message.error && opacity_on_wall(message, now) <= 0; });
    const auto newest = std::find_if(desk.messages.rbegin(), desk.messages.rend(),
                                     [now](const Message& each) { return opacity_on_wall(each, now) > 0; });
    if (newest == desk.messages.rend()) return;
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const float em = ImGui::GetFontSize(), margin = 0.8f * em;
    // Copied, as in draw_messages.
    Message message = *newest;
    bool closed = false;
    place_message("##message" + std::to_string(message.identity),
                  {viewport->WorkPos.x + margin, viewport->WorkPos.y + margin},
                  std::min(24 * em, 0.5f * viewport->WorkSize.x), opacity_on_wall(message, now),
                  [&] { closed = draw_message(desk, message, true); }, {0, 0});
    for (Message& each : desk.messages)
        if (each.identity == message.identity) ++each.frames;
    if (closed) std::erase_if(desk.messages, [&](const Message& each) { return each.identity == message.identity; });
}

void put_messages_aside(Desk& desk) {
    std::erase_if(desk.messages, [](const Message& message) { return !message.error; });
    for (Message& message : desk.messages) {
        message.frames = least_frames;
        message.since = Clock::time_point();
    }
}

}  // namespace coalesce
