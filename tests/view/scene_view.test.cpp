#include "view/scene_view.hpp"

#include <doctest/doctest.h>
#include <glad/gl.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "clouds.hpp"
#include "coalesce/model/error.hpp"
#include "view/camera.hpp"
#include "view/gl_context.hpp"
#include "view/glow.hpp"
#include "view/target.hpp"
#include "view/tokens.hpp"
#include "view/trails.hpp"

using namespace coalesce;

namespace {

constexpr int width = 320, height = 240;

struct Stage {
    HeadlessContext context;
    SceneView scene_view;
    OffscreenTarget target{width, height, 1};

    Image picture(const Frame& frame, const ViewState& view) {
        Image image;
        target.bind();
        scene_view.draw(frame, view, 0, 0, width, height, 1);
        target.read(image);
        return image;
    }
};

/// Distance of a pixel's colour from the background, in [0, 3].
double contrast_at(const Image& image, const glm::vec2& place, Theme theme) {
    const auto* p = image.pixel(static_cast<int>(place.x), static_cast<int>(place.y));
    const Rgb ground = background(theme);
    return std::abs(p[0] / 255.0 - ground.r) + std::abs(p[1] / 255.0 - ground.g) + std::abs(p[2] / 255.0 - ground.b);
}

ViewState bare(Theme theme) {
    ViewState view;
    view.theme = theme;
    view.shell = view.graticule = view.leading_space = false;
    return view;
}

Frame few(std::initializer_list<Vec3> tokens, int dimension = 3) {
    Frame frame;
    frame.dimension = dimension;
    for (const Vec3& x : tokens) test::add_token(frame, normalised(x));
    return test::finish(frame);
}

}  // namespace

TEST_CASE("a context without a window is at least OpenGL 3.3, can be made twice, and says what it is") {
    const HeadlessContext first;
    CHECK(first.description().find("EGL") == 0);
    CHECK(first.description().find("OpenGL") != std::string::npos);
    {
        HeadlessContext second;
        second.make_current();
    }
    HeadlessContext again;
    CHECK(OffscreenTarget(8, 8).width() == 8);
}

TEST_CASE("a target clears and reads back with the first row on top, multisampled or not") {
    const HeadlessContext context;
    for (const int samples : {1, 4}) {
        OffscreenTarget target(16, 8, samples);
        target.bind();
        glClearColor(0, 0, 0, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        glEnable(GL_SCISSOR_TEST);
        glScissor(0, 4, 16, 4);  // the upper half: OpenGL counts rows from below
        glClearColor(1, 0.5f, 0, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        glDisable(GL_SCISSOR_TEST);
        Image image;
        target.read(image);
        CHECK(image.pixel(3, 0)[0] == 255);
        CHECK(std::abs(image.pixel(3, 3)[1] - 128) <= 1);
        CHECK(image.pixel(3, 4)[0] == 0);
    }
}

TEST_CASE("a picture larger than the driver allows is refused in words") {
    const HeadlessContext context;
    CHECK_THROWS_WITH_AS(OffscreenTarget(1 << 20, 8), doctest::Contains("1048576x8"), RunError);
}

TEST_CASE("tokens are drawn where the camera projects them, on the sphere and on the circle") {
    Stage stage;
    for (const int dimension : {3, 2}) {
        for (const Theme theme : {Theme::dark, Theme::light}) {
            const ViewState view = bare(theme);
            // A single token on the circle has its jitter: its radius is known only to the band.
            const Frame frame =
                dimension == 3 ? few({{1, 0.4, 0.3}, {0.4, 1, 0.9}, {1, -0.8, -0.4}}) : few({{1, 0.4, 0}}, 2);
            const Image image = stage.picture(frame, view);
            const Camera camera(view, dimension, width, height);
            for (std::size_t i = 0; i < frame.size(); ++i) {
                const glm::vec3 x(frame.positions[3 * i], frame.positions[3 * i + 1], frame.positions[3 * i + 2]);
                double most = 0;
                for (float r = 1 - CircleLayout::widest; r < 1 + CircleLayout::widest; r += 0.005f)
                    most = std::max(most, contrast_at(image, camera.project(dimension == 3 ? x : r * x), theme));
                const double there = dimension == 3 ? contrast_at(image, camera.project(x), theme) : most;
                CHECK(there > 0.25);
            }
            // Nothing else is lit: at most the balls and the halo of tokens that hold a third of the mass.
            int lit = 0;
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x) lit += contrast_at(image, {x, y}, theme) > 0.3;
            const float reach = 0.3f * camera.outline();
            CHECK(lit < static_cast<int>(static_cast<float>(frame.size()) * 3.15f * reach * reach));
        }
    }
}

TEST_CASE("the far side is dimmer and greyer than the near side, and still visible") {
    Stage stage;
    for (const Theme theme : {Theme::dark, Theme::light}) {
        ViewState view = bare(theme);
        view.yaw = view.pitch = 0;
        // Two tokens among a thousand of one colour, so that neither glows.
        Frame frame = few({{1, 0.3, 0.2}, {-1, 0.3, -0.3}});
        for (int k = 0; k < 1000; ++k)
            test::add_token(frame, normalised({0, std::cos(0.00628 * k), std::sin(0.00628 * k)}));
        test::finish(frame);
        frame.longitude = std::make_shared<const std::vector<float>>(frame.size(), 0.0f);
        const Image image = stage.picture(frame, view);
        const Camera camera(view, 3, width, height);
        const auto at = [&](std::size_t i) {
            return camera.project({frame.positions[3 * i], frame.positions[3 * i + 1], frame.positions[3 * i + 2]});
        };
        const double near = contrast_at(image, at(0), theme), far = contrast_at(image, at(1), theme);
        CHECK(far < 0.75 * near);
        CHECK(far > 0.1);
    }
}

TEST_CASE("the glass shows the outline of the sphere, and its switch removes it") {
    Stage stage;
    ViewState view = bare(Theme::dark);
    const Frame frame = few({{1, 0, 0}});
    const Camera camera(view, 3, width, height);
    const glm::vec2 rim = camera.centre + glm::vec2(-camera.outline() + 1.5f, 0);
    const double without = contrast_at(stage.picture(frame, view), rim, view.theme);
    view.shell = true;
    const double with = contrast_at(stage.picture(frame, view), rim, view.theme);
    CHECK(without < 0.06);
    CHECK(with > without + 0.15);
}

TEST_CASE("E_max is drawn along its great circle in the red of theory, its far half dimmer") {
    Stage stage;
    ViewState view = bare(Theme::dark);
    view.leading_space = true;
    view.yaw = 0;
    Frame frame = few({{1, 0, 1}});
    frame.space.kind = LeadingSpace::Kind::circle;
    frame.space.basis = {Vec3{1, 0, 0}, Vec3{0, 1, 0}};
    const Image image = stage.picture(frame, view);
    const Camera camera(view, 3, width, height);
    const auto red = [&](const glm::vec3& x) {
        const glm::vec2 place = camera.project(x);
        int most = 0;
        for (int dy = -1; dy <= 1; ++dy) {
            const auto* p = image.pixel(static_cast<int>(place.x), static_cast<int>(place.y) + dy);
            most = std::max(most, p[0] - p[2]);
        }
        return most;
    };
    CHECK(red({0.8f, 0.6f, 0}) > 100);
    CHECK(red({-0.8f, 0.6f, 0}) > 25);
    CHECK(red({-0.8f, 0.6f, 0}) < red({0.8f, 0.6f, 0}));
}

TEST_CASE("a new sequence brings new positions, the same one does not") {
    Stage stage;
    const ViewState view = bare(Theme::dark);
    Frame frame = few({{1, 0.4, 0.3}});
    const Image first = stage.picture(frame, view);
    frame.positions = {1, 0, 0};
    CHECK(stage.picture(frame, view).rgba == first.rgba);
    ++frame.sequence;
    CHECK(stage.picture(frame, view).rgba != first.rgba);
}

TEST_CASE("pick finds the token under the pixel, the nearer one where two overlap, none elsewhere") {
    Stage stage;
    ViewState view = bare(Theme::dark);
    CHECK_FALSE(stage.scene_view.pick(0, 0));  // nothing is drawn yet
    view.yaw = view.pitch = 0;
    const Frame frame = few({{-1, 0, 0}, {1, 0, 0}, {0, 1, 0.2}});
    stage.picture(frame, view);
    const Camera camera(view, 3, width, height);
    CHECK(stage.scene_view.pick(camera.centre.x, camera.centre.y) == 1);
    const glm::vec2 third = camera.project(glm::normalize(glm::vec3(0, 1, 0.2f)));
    CHECK(stage.scene_view.pick(third.x + 1, third.y) == 2);
    CHECK_FALSE(stage.scene_view.pick(2, 2));
}

TEST_CASE("a collapsed cloud glows, the wider the more mass a point has; a uniform one does not") {
    const HeadlessContext context;
    const ViewState view;
    const Camera camera(view, 3, 640, 360);
    const auto lit_cells = [&](const Frame& frame) {
        Tokens tokens;
        tokens.update(frame, view);
        Glow glow;
        const GlowImage& image = glow.compute(tokens, camera, view.theme);
        return std::count_if(image.light.begin(), image.light.end(), [](const glm::vec4& l) { return l.w > 0.15f; });
    };
    const auto point_and_rest = [](std::size_t in_point) {
        Frame frame = test::uniform_sphere(10000);
        for (std::size_t i = 0; i < in_point; ++i) {
            frame.positions[3 * i] = 0.8f;
            frame.positions[3 * i + 1] = 0.6f;
            frame.positions[3 * i + 2] = 0;
        }
        return frame;
    };
    CHECK(lit_cells(test::uniform_sphere(10000)) == 0);
    CHECK(lit_cells(point_and_rest(300)) > 10);
    CHECK(lit_cells(point_and_rest(3000)) > 2 * lit_cells(point_and_rest(300)));
}

TEST_CASE("trails remember a bounded number of frames of one generation") {
    Stage stage;
    ViewState view = bare(Theme::dark);
    view.trails = 3;
    Frame frame = few({{1, 0, 0}});
    const auto step = [&](const Vec3& x) {
        ++frame.sequence;
        frame.time += 1;
        for (std::size_t k = 0; k < 3; ++k) frame.positions[k] = static_cast<float>(normalised(x)[k]);
        return stage.picture(frame, view);
    };
    const Camera camera(view, 3, width, height);
    const glm::vec2 on_the_way = camera.project(glm::normalize(glm::vec3(1, 0.2f, 0.01f)));
    stage.picture(frame, view);
    CHECK(contrast_at(step({1, 0.4, 0.02}), on_the_way, view.theme) > 0.1);
    for (int k = 0; k < 3; ++k) step({1, 0.8 + 0.1 * k, 0.4});
    CHECK(contrast_at(step({1, 1.2, 0.4}), on_the_way, view.theme) < 0.06);
    ++frame.generation;  // another cloud: no line leads from old tokens to new ones
    CHECK(contrast_at(step({1, -0.5, -0.01}), on_the_way, view.theme) < 0.06);
}

TEST_CASE("many tokens share a bounded number of trail segments") {
    const HeadlessContext context;
    Tokens tokens;
    const Frame frame = test::uniform_sphere(20000);
    tokens.update(frame, ViewState{});
    Trails trails;
    trails.update(frame, tokens, 10);
    CHECK(trails.tokens() == Trails::most_segments / 10);
}

TEST_CASE("token size falls with their number and stays within bounds") {
    for (const int dimension : {2, 3}) {
        double last = token_radius(10, dimension);
        for (std::size_t n = 100; n <= 100'000'000; n *= 10) {
            const double now = token_radius(n, dimension);
            CHECK(now <= last);
            CHECK(now > 0);
            last = now;
        }
    }
}

TEST_CASE("the band of the circle is thicker where there are more tokens, and keeps their angles") {
    CircleLayout layout;
    const Frame frame = test::circle_bumps(5000, 0.2);
    std::vector<glm::vec3> placed;
    layout.place(frame, placed);
    double dense = 0, sparse = 0;
    for (std::size_t i = 0; i < frame.size(); ++i) {
        const double before = std::atan2(frame.positions[3 * i + 1], frame.positions[3 * i]);
        CHECK(std::abs(std::remainder(std::atan2(placed[i].y, placed[i].x) - before, 2 * std::numbers::pi)) < 1e-5);
        const double off = std::abs(glm::length(placed[i]) - 1);
        CHECK(off <= CircleLayout::widest);
        const double from_mean = std::abs(std::remainder(before - 0.4, 2 * std::numbers::pi));
        if (from_mean < 0.1) dense = std::max(dense, off);
        if (from_mean > 0.45 && from_mean < 0.6) sparse = std::max(sparse, off);
    }
    CHECK(dense > 2 * sparse);
}
