// Draws pinned tokens and the brush into the picture.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "desk/hand_mouse.hpp"
#include "desk/panels.hpp"
#include "view/camera.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Speeds below it, in radians per unit of time, are lost in the rounding of the positions that frames carry.
constexpr double slowest_arrow = 1e-5;
constexpr float far_strength = 0.35f;  ///< of what is on the far side

glm::vec3 glm_of(const Vec3& v) {
    return {v[0], v[1], v[2]};
}

/// Draws on the sphere, or in the plane of the circle.
class Marks {
  public:
    Marks(ImDrawList& list, const ViewRectangle& view, int dimension)
        : list_(list),
          corner_(view.x, view.y),
          camera_(view.shown, dimension, std::max(1, static_cast<int>(view.width)),
                  std::max(1, static_cast<int>(view.height))),
          dimension_(dimension) {}

    ImVec2 at(const glm::vec3& x) const {
        const glm::vec2 pixel = camera_.project(x);
        return {corner_.x + pixel.x, corner_.y + pixel.y};
    }
    bool faces(const glm::vec3& x) const { return dimension_ == 2 || glm::dot(x, camera_.back) > camera_.horizon(); }
    ImU32 colour(ImVec4 ink, const glm::vec3& x) const {
        if (!faces(x)) ink.w *= far_strength;
        return ImGui::GetColorU32(ink);
    }
    void line(const glm::vec3& a, const glm::vec3& b, ImVec4 ink, float width) {
        list_.AddLine(at(a), at(b), colour(ink, b), width);
    }
    void ring(const glm::vec3& x, float radius, ImVec4 ink, float width) {
        list_.AddCircle(at(x), radius, colour(ink, x), 0, width);
    }
    /// Boundary of a cap; on the circle its two ends.
    void cap(const glm::vec3& centre, double angle, ImVec4 ink, float width) {
        const float c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle));
        if (dimension_ == 2) {
            const glm::vec3 side(-centre.y, centre.x, 0);
            for (const float sign : {-1.0f, 1.0f}) {
                const glm::vec3 end = c * centre + sign * s * side;
                line(0.75f * end, 1.25f * end, ink, width);
            }
            return;
        }
        const glm::vec3 other = std::abs(centre.z) < 0.9f ? glm::vec3(0, 0, 1) : glm::vec3(1, 0, 0);
        const glm::vec3 u = glm::normalize(glm::cross(other, centre)), v = glm::cross(centre, u);
        constexpr int pieces = 72;
        const auto point = [&](int k) {
            const float turn = 6.2831853f * static_cast<float>(k) / pieces;
            return c * centre + s * (std::cos(turn) * u + std::sin(turn) * v);
        };
        for (int k = 0; k < pieces; ++k) line(point(k), point(k + 1), ink, width);
    }
    /// Great arc from x along a unit tangent, with a head.
    glm::vec3 arrow(const glm::vec3& x, const glm::vec3& way, double length, float lift, ImVec4 ink, float width) {
        const int pieces = std::max(2, static_cast<int>(length * 24));
        const auto point = [&](int k) {
            const auto s = static_cast<float>(length * k / pieces);
            return lift * (std::cos(s) * x + std::sin(s) * way);
        };
        for (int k = 0; k < pieces; ++k) line(point(k), point(k + 1), ink, width);
        const ImVec2 tip = at(point(pieces)), before = at(point(pieces - 1));
        const float dx = tip.x - before.x, dy = tip.y - before.y, size = std::hypot(dx, dy);
        if (size > 0.1f) {
            const float head = 3.2f * width + 4, u = dx / size, v = dy / size;
            list_.AddTriangleFilled({tip.x + u * head, tip.y + v * head},
                                    {tip.x - 0.55f * v * head, tip.y + 0.55f * u * head},
                                    {tip.x + 0.55f * v * head, tip.y - 0.55f * u * head}, colour(ink, point(pieces)));
        }
        return point(pieces);
    }
    /// Text beside a point, on a ground that keeps it legible over tokens.
    void label(const glm::vec3& x, const std::string& text, ImVec4 ink) {
        const float em = ImGui::GetFontSize();
        const ImVec2 extent = ImGui::CalcTextSize(text.c_str()), pixel = at(x);
        const ImVec2 from{pixel.x + 0.9f * em, pixel.y - 0.5f * extent.y};
        ImVec4 ground = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
        ground.w = faces(x) ? 0.7f : 0.4f;
        list_.AddRectFilled({from.x - 0.25f * em, from.y}, {from.x + extent.x + 0.25f * em, from.y + extent.y},
                            ImGui::GetColorU32(ground), 0.25f * em);
        list_.AddText(from, colour(ink, x), text.c_str());
    }

  private:
    ImDrawList& list_;
    ImVec2 corner_;
    Camera camera_;
    int dimension_;
};

/// Power of ten of the time whose way is drawn: the longest way up to a radian.
int power_of_way(double speed) {
    return static_cast<int>(std::floor(-std::log10(speed)));
}

void draw_velocity(Marks& marks, const AttentionRow& row, const glm::vec3& x, float lift, Theme theme) {
    const double speed = norm(row.velocity);
    if (!(speed > slowest_arrow)) return;
    const int power = power_of_way(speed);
    const glm::vec3 tip = marks.arrow(x, glm_of(scaled(row.velocity, 1 / speed)), speed * std::pow(10.0, power), lift,
                                      palette::measurement(theme), 2.5f);
    marks.label(tip, "in time " + power_text(power, 1), palette::measurement(theme));
}

void draw_path(Marks& marks, const Pin& pin, float lift, Theme theme) {
    for (std::size_t k = 1; k < pin.path.size(); ++k) {
        ImVec4 ink = palette::text(theme);
        ink.w *= 0.25f + 0.5f * static_cast<float>(k) / static_cast<float>(pin.path.size());
        marks.line(lift * pin.path[k - 1].at, lift * pin.path[k].at, ink, 1.5f);
    }
}

void mark_pins(Marks& marks, const Desk& desk, const Frame& frame, const SceneView& picture) {
    const Pins& pins = desk.run().pins;
    const Theme theme = desk.settings.theme;
    const float lift = frame.dimension == 2 ? 1.12f : 1.0f;
    for (std::size_t k = 0; k < pins.tokens.size(); ++k) {
        const auto index = index_of(frame, pins.tokens[k].number);
        if (!index) continue;
        const bool active = k == pins.active;
        const glm::vec3 place = place_in(frame, *index);
        const glm::vec3 x = frame.dimension == 2 ? picture.place_of(*index).value_or(place) : place;
        const ImVec4 ink = active ? palette::text(theme) : palette::faint_text(theme);
        draw_path(marks, pins.tokens[k], lift, theme);
        if (active && pins.row) draw_velocity(marks, *pins.row, place, lift, theme);
        marks.ring(x, active ? 9.0f : 7.0f, ink, active ? 2.5f : 1.5f);
        marks.label(x, std::to_string(pins.tokens[k].number), ink);
    }
}

/// Draws what is held: where it was, where it will be, and the way between.
void draw_grip(Marks& marks, const Hand& hand, int dimension, ImVec4 ink) {
    const Hand::Grip& grip = *hand.grip;
    const glm::vec3 from = glm_of(grip.from), to = glm_of(grip.to);
    const float lift = dimension == 2 ? 1.12f : 1.0f;
    const double angle = angle_between(grip.from, grip.to);
    if (const auto* cap = std::get_if<Cap>(&grip.tokens)) {
        marks.cap(from, cap->angle, ink, 1);
        marks.cap(to, cap->angle, ink, 2);
    }
    if (angle < 1e-3) return;
    const Vec3 way = normalised(tangent_part(grip.from, grip.to));
    marks.arrow(from, glm_of(way), angle, lift, ink, 2);
    marks.label(lift * to, number_text(angle * 180 / M_PI) + "°", ink);
}

}  // namespace

void draw_hand(const Desk& desk, const Frame& frame, const SceneView& picture, const ViewRectangle& view) {
    if (!(view.width > 1) || !(view.height > 1)) return;
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    list.PushClipRect({view.x, view.y}, {view.x + view.width, view.y + view.height});
    Marks marks(list, view, frame.dimension);
    const Hand& hand = desk.hand;
    const ImVec4 ink = palette::theory(desk.settings.theme);
    if (!frame.positions.empty()) mark_pins(marks, desk, frame, picture);
    if (hand.grip)
        draw_grip(marks, hand, frame.dimension, ink);
    else if (const auto at = brush_at(desk, frame, view))
        marks.cap(glm_of(*at), hand.radius, ink, 1.5f);
    list.PopClipRect();
}

}  // namespace coalesce
