#include "view/camera.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "view/camera_motion.hpp"

namespace coalesce {
namespace {

/// Tangent of half the field of view. At the default distance of 3.2 radii the sphere's outline, whose tangent is
/// 1/sqrt(3.2² - 1) = 0.329, fills 70 % of the height.
constexpr double half_view = 0.47;
/// Smallest and largest distance of the eye, in radii: outside the sphere, and near enough to still see it.
constexpr double nearest = 1.15, farthest = 20;
/// Factor of the distance per notch of the wheel.
constexpr double zoom_factor = 0.9;

}  // namespace

Camera::Camera(const ViewState& view, int dimension, int w, int h)
    : right(1, 0, 0),
      up(0, 1, 0),
      back(0, 0, 1),
      distance(static_cast<float>(std::max(view.distance, nearest))),
      focal(static_cast<float>(std::min(w, h) / (2 * half_view))),
      width(w),
      height(h) {
    if (dimension == 3) {
        const auto yaw = static_cast<float>(view.yaw);
        const auto pitch = static_cast<float>(view.pitch);
        right = {-std::sin(yaw), std::cos(yaw), 0};
        back = {std::cos(pitch) * std::cos(yaw), std::cos(pitch) * std::sin(yaw), std::sin(pitch)};
        up = glm::cross(back, right);
    }
    const float radius = focal / distance;
    centre = {0.5f * static_cast<float>(w) + radius * static_cast<float>(view.pan[0]),
              0.5f * static_cast<float>(h) - radius * static_cast<float>(view.pan[1])};
}

glm::mat4 Camera::clip_from_world() const {
    const auto w = static_cast<float>(width);
    const auto h = static_cast<float>(height);
    // Clip w is the depth, linear in the point: distance - <x, back>. Clip z is 0, so that nothing is clipped in depth.
    const glm::vec4 depth_row(-back, distance);
    const glm::vec4 x_row = 2 * focal / w * glm::vec4(right, 0) + (2 * centre.x / w - 1) * depth_row;
    const glm::vec4 y_row = 2 * focal / h * glm::vec4(up, 0) + (1 - 2 * centre.y / h) * depth_row;
    return glm::transpose(glm::mat4(x_row, y_row, glm::vec4(0), depth_row));
}

/// The ray of a pixel is x = u (D - c) right + v (D - c) up + c back, by which |x| = 1 is quadratic in c.
std::optional<glm::vec3> Camera::point_at(glm::vec2 pixel, int dimension) const {
    const float u = (pixel.x - centre.x) / focal, v = (centre.y - pixel.y) / focal, square = u * u + v * v;
    if (dimension == 2) {
        const glm::vec3 way = u * right + v * up;
        return glm::length(way) > 0 ? std::optional(glm::normalize(way)) : std::nullopt;
    }
    const float a = 1 + square, b = square * distance, root = b * b - a * (b * distance - 1);
    if (root < 0) return {};
    const float c = (b + std::sqrt(root)) / a;
    return glm::normalize(u * (distance - c) * right + v * (distance - c) * up + c * back);
}

float Camera::outline() const {
    return focal / std::sqrt(distance * distance - 1);
}

void orbit(ViewState& view, double dx, double dy, double height) {
    // A drag over the whole height turns by half a revolution, so that a point roughly follows the mouse.
    const double gain = std::numbers::pi / height;
    view.yaw = std::remainder(view.yaw - gain * dx, 2 * std::numbers::pi);
    view.pitch = std::clamp(view.pitch + gain * dy, -std::numbers::pi / 2, std::numbers::pi / 2);
}

void zoom(ViewState& view, double notches) {
    view.distance = std::clamp(view.distance * std::pow(zoom_factor, notches), nearest, farthest);
}

void pan(ViewState& view, double dx, double dy, double height) {
    const double radii_per_pixel = 2 * half_view * view.distance / height;
    view.pan[0] += radii_per_pixel * dx;
    view.pan[1] -= radii_per_pixel * dy;
}

}  // namespace coalesce
