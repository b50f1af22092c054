#include "desk/welcome_pictures.hpp"

#include <algorithm>
#include <cmath>

#include "view/colours.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float turn = 6.2831853f;

struct Sketch {
    ImDrawList& list;
    ImVec2 middle;
    float size;    ///< height of the picture, pixels
    float stroke;  ///< width of its lines, pixels
    Theme theme;

    Sketch(ImDrawList& on, ImVec2 from, ImVec2 to, Theme of)
        : list(on),
          middle(0.5f * (from.x + to.x), 0.5f * (from.y + to.y)),
          size(to.y - from.y),
          stroke(std::max(1.0f, 0.022f * size)),
          theme(of) {}

    /// A point at shares of the picture's height from its middle.
    ImVec2 at(float x, float y) const { return {middle.x + x * size, middle.y + y * size}; }
    ImU32 faint(float alpha = 1) const {
        ImVec4 colour = palette::faint_text(theme);
        colour.w *= alpha;
        return ImGui::GetColorU32(colour);
    }
    ImU32 accent() const { return ImGui::GetColorU32(ImGuiCol_CheckMark); }
    ImU32 token(int cluster) const {
        const Rgb colour = identity_colour(cluster, theme);
        return ImGui::GetColorU32(ImVec4(colour.r, colour.g, colour.b, 1));
    }
    void disc(float x, float y, float radius, ImU32 colour) const {
        list.AddCircleFilled(at(x, y), radius * size, colour);
    }
};

}  // namespace

void draw_lesson_picture(ImDrawList& list, ImVec2 from, ImVec2 to, Theme theme) {
    const Sketch sketch(list, from, to, theme);
    list.AddRectFilled(sketch.at(-0.72f, -0.46f), sketch.at(0.72f, 0.3f), sketch.faint(0.12f), 0.06f * sketch.size);
    list.AddRect(sketch.at(-0.72f, -0.46f), sketch.at(0.72f, 0.3f), sketch.faint(), 0.06f * sketch.size, sketch.stroke);
    list.AddTriangleFilled(sketch.at(-0.13f, -0.26f), sketch.at(-0.13f, 0.1f), sketch.at(0.2f, -0.08f),
                           sketch.accent());
    constexpr int steps = 7, seen = 3;
    for (int k = 0; k < steps; ++k)
        sketch.disc(0.14f * static_cast<float>(k - steps / 2), 0.43f, 0.032f,
                    k < seen ? sketch.accent() : sketch.faint(0.5f));
}

void draw_explore_picture(ImDrawList& list, ImVec2 from, ImVec2 to, Theme theme) {
    const Sketch sketch(list, from, to, theme);
    constexpr float radius = 0.47f;
    list.AddCircleFilled(sketch.middle, radius * sketch.size, sketch.faint(0.1f));
    list.AddCircle(sketch.middle, radius * sketch.size, sketch.faint(), 0, sketch.stroke);
    list.AddEllipse(sketch.middle, {radius * sketch.size, 0.15f * sketch.size}, sketch.faint(0.5f), -0.25f, 0,
                    0.7f * sketch.stroke);
    struct Crowd {
        float x, y, width;
        int tokens;
    };
    constexpr Crowd crowds[] = {{-0.2f, 0.12f, 0.09f, 26}, {0.17f, -0.2f, 0.07f, 18}, {0.22f, 0.2f, 0.05f, 12}};
    constexpr float golden = 0.381966f * turn;  // turns by it spread points evenly over a disc
    for (int c = 0; c < 3; ++c)
        for (int k = 0; k < crowds[c].tokens; ++k) {
            const float share = (static_cast<float>(k) + 0.5f) / static_cast<float>(crowds[c].tokens);
            const float away = 1.5f * crowds[c].width * std::sqrt(share), angle = golden * static_cast<float>(k);
            sketch.disc(crowds[c].x + away * std::cos(angle), crowds[c].y + away * std::sin(angle), 0.016f,
                        sketch.token(c));
        }
}

void draw_tokens_picture(ImDrawList& list, ImVec2 from, ImVec2 to, Theme theme) {
    const Sketch sketch(list, from, to, theme);
    constexpr int rows = 5;
    constexpr float angles[rows] = {0.4f, 1.5f, 2.6f, 4.1f, 5.4f};
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < 2; ++column) {
            const float x = -0.72f + 0.19f * static_cast<float>(column);
            const float y = 0.17f * static_cast<float>(row - rows / 2);
            list.AddRectFilled(sketch.at(x - 0.07f, y - 0.045f), sketch.at(x + 0.07f, y + 0.045f), sketch.token(row),
                               0.02f * sketch.size);
        }
    for (const float side : {-1.0f, 1.0f}) {
        const float x = -0.625f + side * 0.23f, foot = x - side * 0.06f;
        const ImVec2 bracket[] = {sketch.at(foot, -0.46f), sketch.at(x, -0.46f), sketch.at(x, 0.46f),
                                  sketch.at(foot, 0.46f)};
        list.AddPolyline(bracket, 4, sketch.faint(), sketch.stroke);
    }
    list.AddLine(sketch.at(-0.24f, 0), sketch.at(0.02f, 0), sketch.accent(), 1.4f * sketch.stroke);
    list.AddTriangleFilled(sketch.at(0, -0.08f), sketch.at(0, 0.08f), sketch.at(0.12f, 0), sketch.accent());
    constexpr float middle = 0.62f, radius = 0.4f;
    list.AddCircle(sketch.at(middle, 0), radius * sketch.size, sketch.faint(), 0, sketch.stroke);
    for (int row = 0; row < rows; ++row)
        sketch.disc(middle + radius * std::cos(angles[row]), -radius * std::sin(angles[row]), 0.045f,
                    sketch.token(row));
}

}  // namespace coalesce
