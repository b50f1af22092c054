#pragma once

#include <array>
#include <glm/glm.hpp>
#include <optional>

#include "coalesce/document/view_state.hpp"

namespace coalesce {

/// Part of the sphere relative to its horizon as seen from the camera.
enum class Side { far, near, both };

/// Perspective projection of the unit sphere for a ViewState.
///
/// The camera orbits the origin with z up; on S^1 it always looks straight down on the xy-plane, x to the right. `pan`
/// shifts the projected picture (as a shift lens does), so that the sphere's outline stays a circle anywhere.
struct Camera {
    Camera(const ViewState& view, int dimension, int width, int height);

    glm::vec3 right, up, back;  ///< orthonormal; `back` points from the origin to the eye
    float distance;             ///< distance of the eye from the origin, in radii, > 1
    float focal;                ///< pixels of a unit length at unit depth
    glm::vec2 centre;           ///< pixel of the origin, y down
    int width, height;

    glm::mat4 clip_from_world() const;
    /// A point x of the unit sphere is on the visible side if <x, back> exceeds this.
    float horizon() const { return 1 / distance; }
    /// Radius of the sphere's outline, pixels.
    float outline() const;
    /// Depth of a point in front of the eye, in radii.
    float depth(const glm::vec3& point) const { return distance - glm::dot(point, back); }
    /// Point of the near side of the unit sphere at a pixel; on S^1 (`dimension` 2) the point of the circle in the
    /// pixel's direction. nullopt: the pixel is beside the sphere, or the circle's centre.
    std::optional<glm::vec3> point_at(glm::vec2 pixel, int dimension) const;
    /// Pixel of a point, y down.
    glm::vec2 project(const glm::vec3& point) const {
        const float scale = focal / depth(point);
        return {centre.x + scale * glm::dot(point, right), centre.y - scale * glm::dot(point, up)};
    }
};

}  // namespace coalesce
