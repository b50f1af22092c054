#include "view/camera.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "view/camera_motion.hpp"

using namespace coalesce;

namespace {

/// Pixel of a point through the shaders' matrix, y down.
glm::vec2 through_matrix(const Camera& camera, const glm::vec3& point) {
    const glm::vec4 clip = camera.clip_from_world() * glm::vec4(point, 1);
    return {(clip.x / clip.w + 1) / 2 * static_cast<float>(camera.width),
            (1 - clip.y / clip.w) / 2 * static_cast<float>(camera.height)};
}

}  // namespace

TEST_CASE("axes are orthonormal and z points up, also when looking straight down") {
    for (const double pitch : {-std::numbers::pi / 2, -0.4, 0.0, 1.2, std::numbers::pi / 2}) {
        ViewState view;
        view.yaw = 2.3;
        view.pitch = pitch;
        const Camera camera(view, 3, 640, 480);
        // Sums of three products of floats of size 1: a few units of 6e-8.
        CHECK(std::abs(glm::dot(camera.right, camera.up)) < 1e-6f);
        CHECK(std::abs(glm::dot(camera.right, camera.back)) < 1e-6f);
        CHECK(glm::length(glm::cross(camera.right, camera.up) - camera.back) < 1e-6f);
        CHECK(camera.up.z >= -1e-6f);
    }
}

TEST_CASE("the matrix of the shaders and project() agree") {
    ViewState view;
    view.pan = {0.3, -0.2};
    const Camera camera(view, 3, 1280, 720);
    for (const glm::vec3& point : {glm::vec3(1, 0, 0), glm::vec3(0, -1, 0), glm::vec3(0.6f, 0, 0.8f)}) {
        // Pixels up to 1280 in single precision, a dozen operations: 1e-3 of a pixel.
        CHECK(glm::distance(through_matrix(camera, point), camera.project(point)) < 1e-3f);
    }
}

TEST_CASE("the sphere fills 70 % of the smaller side from the default distance, and its outline is a circle") {
    for (const auto& [w, h] : {std::pair{1280, 720}, std::pair{400, 900}}) {
        ViewState view;
        view.pan = {0.2, 0.1};
        const Camera camera(view, 3, w, h);
        CHECK(2 * camera.outline() / static_cast<float>(std::min(w, h)) == doctest::Approx(0.70).epsilon(0.01));
        // Points of the horizon, <x, back> = 1/d, land on that circle.
        const float along = camera.horizon(), across = std::sqrt(1 - along * along);
        for (const glm::vec3& way : {camera.right, camera.up, glm::normalize(camera.right - camera.up)}) {
            const glm::vec2 pixel = camera.project(along * camera.back + across * way);
            CHECK(glm::distance(pixel, camera.centre) == doctest::Approx(camera.outline()).epsilon(1e-4));
        }
    }
}

TEST_CASE("S^1 is looked at straight on, whatever yaw and pitch are") {
    ViewState view;
    view.yaw = 1;
    view.pitch = 1;
    const Camera camera(view, 2, 800, 600);
    const glm::vec2 east = camera.project({1, 0, 0}), north = camera.project({0, 1, 0});
    CHECK(east.x > camera.centre.x);
    CHECK(east.y == camera.centre.y);
    CHECK(north.y < camera.centre.y);
    CHECK(north.x == camera.centre.x);
}

TEST_CASE("the point at a pixel is the near one that is drawn there, and beside the sphere there is none") {
    ViewState view;
    view.pan = {0.3, -0.2};
    const Camera camera(view, 3, 900, 700);
    int near = 0;
    for (int k = 0; k < 200; ++k) {
        const float z = -0.99f + 0.0099f * static_cast<float>(k), r = std::sqrt(1 - z * z),
                    a = 2.4f * static_cast<float>(k);
        const glm::vec3 x(r * std::cos(a), r * std::sin(a), z);
        if (glm::dot(x, camera.back) < camera.horizon() + 0.02f) continue;
        ++near;
        const auto found = camera.point_at(camera.project(x), 3);
        REQUIRE(found);
        // Single precision: near the outline a pixel's rounding moves the point by its square root.
        CHECK(glm::distance(*found, x) < 2e-3f);
    }
    CHECK(near > 40);
    CHECK_FALSE(camera.point_at(camera.centre + glm::vec2(1.01f * camera.outline(), 0), 3));
    CHECK(camera.point_at(camera.centre + glm::vec2(0, 0.99f * camera.outline()), 3));
    const Camera flat(view, 2, 900, 700);
    const glm::vec3 x(0.6f, -0.8f, 0);
    CHECK(glm::distance(*flat.point_at(flat.project(1.1f * x), 2), x) < 1e-5f);
    CHECK_FALSE(flat.point_at(flat.centre, 2));
}

TEST_CASE("orbit turns with the pointer and stops at the poles") {
    ViewState view;
    view.yaw = 0;
    view.pitch = 0;
    const glm::vec3 front(1, 0, 0);
    const float before = Camera(view, 3, 600, 600).project(front).x;
    orbit(view, 30, 0, 600);
    CHECK(Camera(view, 3, 600, 600).project(front).x > before);  // a drag to the right moves the surface to the right
    orbit(view, 0, 1e5, 600);
    CHECK(view.pitch == std::numbers::pi / 2);
    orbit(view, 0, -1e6, 600);
    CHECK(view.pitch == -std::numbers::pi / 2);
}

TEST_CASE("pan moves the picture by the pointer's pixels") {
    ViewState view;
    const glm::vec2 before = Camera(view, 3, 900, 600).centre;
    pan(view, 50, -20, 600);
    const glm::vec2 after = Camera(view, 3, 900, 600).centre;
    CHECK(after.x - before.x == doctest::Approx(50).epsilon(1e-4));
    CHECK(after.y - before.y == doctest::Approx(-20).epsilon(1e-4));
}

TEST_CASE("zoom never enters the sphere nor loses it") {
    ViewState view;
    const double start = view.distance;
    zoom(view, 1);
    CHECK(view.distance < start);
    zoom(view, 1000);
    CHECK(view.distance > 1);
    zoom(view, -1000);
    CHECK(Camera(view, 3, 720, 720).outline() > 10);
}
