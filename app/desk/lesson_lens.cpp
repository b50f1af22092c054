#include "desk/lesson_lens.hpp"

#include <algorithm>

#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Radii in heights of the window; the magnifier shows its middle three times as large.
constexpr float spot_radius = 0.16f, glass_radius = 0.2f, magnification = 3;

/// Darkens all but a disc: a ring so wide that it covers the window.
void draw_spotlight(ImDrawList& list, ImVec2 at, ImVec2 window) {
    const float radius = spot_radius * window.y, width = 2 * (window.x + window.y);
    list.AddCircle(at, radius + 0.5f * width, IM_COL32(0, 0, 0, 150), 96, width);
}

void draw_magnifier(ImDrawList& list, const Desk& desk, ImVec2 at, ImVec2 from, ImVec2 size, ImVec2 window) {
    const bool inside = at.x >= from.x && at.x < from.x + size.x && at.y >= from.y && at.y < from.y + size.y;
    // The texture is that of the last frame's picture, which had another size if the layout has just changed.
    const bool same = desk.lens_picture.size.x == size.x && desk.lens_picture.size.y == size.y;
    if (!inside || !same || desk.lens_picture.texture == 0) return;
    const float radius = glass_radius * window.y;
    const ImVec2 middle{(at.x - from.x) / size.x, (at.y - from.y) / size.y};
    const ImVec2 half{radius / magnification / size.x, radius / magnification / size.y};
    // Rows of the texture count from the bottom.
    const ImVec2 low{middle.x - half.x, 1 - middle.y + half.y}, high{middle.x + half.x, 1 - middle.y - half.y};
    const ImVec2 corner{at.x - radius, at.y - radius}, opposite{at.x + radius, at.y + radius};
    list.AddCircleFilled(at, radius, ImGui::GetColorU32(ImGuiCol_WindowBg), 96);
    list.AddImageRounded(static_cast<ImTextureID>(desk.lens_picture.texture), corner, opposite, low, high,
                         IM_COL32_WHITE, radius);
    list.AddCircle(at, radius, ImGui::GetColorU32(ImGuiCol_CheckMark), 96, std::max(2.0f, 0.003f * window.y));
}

}  // namespace

void draw_lens(const Desk& desk, ImVec2 from, ImVec2 size) {
    const LessonState& lesson = *desk.lesson;
    if (lesson.lens == LessonState::Lens::none || lesson.black || !ImGui::IsMousePosValid()) return;
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    const ImVec2 window = ImGui::GetMainViewport()->Size, at = ImGui::GetIO().MousePos;
    if (lesson.lens == LessonState::Lens::spotlight)
        draw_spotlight(list, at, window);
    else
        draw_magnifier(list, desk, at, from, size, window);
}

}  // namespace coalesce
