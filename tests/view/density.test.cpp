#include "view/density.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "clouds.hpp"
#include "view/camera.hpp"
#include "view/gl_context.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"
#include "view/tokens.hpp"

using namespace coalesce;

namespace {

constexpr int width = 420, height = 360;

std::vector<glm::vec3> placed(const Frame& frame) {
    std::vector<glm::vec3> positions;
    if (frame.dimension == 2) {
        CircleLayout().place(frame, positions);
        return positions;
    }
    for (std::size_t i = 0; i < frame.size(); ++i)
        positions.emplace_back(frame.positions[3 * i], frame.positions[3 * i + 1], frame.positions[3 * i + 2]);
    return positions;
}

glm::dvec2 total(const DensityImage& image) {
    glm::dvec2 sum(0);
    for (const glm::vec2& cell : image.mass) sum += glm::dvec2(cell);
    return sum;
}

/// Sums directly: every token is a Gaussian with the variance of deposit and smoothing, about its projected place.
glm::dvec2 mass_at(int cx, int cy, const std::vector<glm::vec3>& positions, const Camera& camera, float cell,
                   double deviation) {
    glm::dvec2 sum(0);
    for (const glm::vec3& x : positions) {
        const glm::dvec2 away =
            (glm::dvec2(camera.project(x)) - (glm::dvec2(cx, cy) + 0.5) * static_cast<double>(cell)) /
            static_cast<double>(cell);
        const double variance = deviation * deviation + 1.0 / 6;
        const double weight = std::exp(-0.5 * glm::dot(away, away) / variance) / (2 * std::numbers::pi * variance);
        sum[glm::dot(x, camera.back) > camera.horizon() ? 0 : 1] += weight / static_cast<double>(positions.size());
    }
    return sum;
}

}  // namespace

TEST_CASE("the density sums to the mass of the tokens, each on its side, whichever share of them is drawn") {
    const ViewState view;
    Density density;
    for (const int dimension : {2, 3}) {
        const Frame frame = dimension == 3 ? test::three_clusters(50'000, 0.1) : test::circle_bumps(50'000, 0.2);
        const std::vector<glm::vec3> positions = placed(frame);
        const Camera camera(view, dimension, width, height);
        std::size_t near = 0;
        for (const glm::vec3& x : positions) near += dimension == 2 || glm::dot(x, camera.back) > camera.horizon();
        const double share = static_cast<double>(near) / static_cast<double>(positions.size());
        const glm::dvec2 sum = total(density.compute(positions, {}, 1, camera, dimension, 1));
        // Single precision: 10^5 cells of additions.
        CHECK(sum.x == doctest::Approx(share).epsilon(1e-4));
        CHECK(sum.y == doctest::Approx(1 - share).epsilon(1e-4));
        // The stride is not ten: three_clusters deals its tokens out in tens.
        const glm::dvec2 some = total(density.compute(positions, {}, 7, camera, dimension, 1));
        CHECK(some.x + some.y == doctest::Approx(1).epsilon(1e-4));
        // Share of near tokens among 7000: three standard errors of a half are 0.018.
        CHECK(std::abs(some.x - share) < 0.02);
    }
}

TEST_CASE("masses weigh what they are, and one token is the kernel") {
    const ViewState view;
    const Camera camera(view, 3, width, height);
    const std::vector<glm::vec3> positions{camera.back, -camera.back};
    const std::vector<float> masses{0.75f, 0.25f};
    Density density;
    const DensityImage& image = density.compute(positions, masses, 1, camera, 3, 1);
    CHECK(total(image).x == doctest::Approx(0.75));
    CHECK(total(image).y == doctest::Approx(0.25));
    // Two tokens get the widest smoothing. The sampled, cut kernel and the deposit's triangle differ from the Gaussian
    // of the same variance by a per mille at 12 cells.
    const double widest = static_cast<double>(Density::smoothing(0));
    const double peak = 1 / (2 * std::numbers::pi * (widest * widest + 1.0 / 6));
    float most = 0;
    for (const glm::vec2& cell : image.mass) most = std::max(most, cell.x);
    CHECK(static_cast<double>(most) == doctest::Approx(0.75 * peak).epsilon(0.01));
}

TEST_CASE("all tokens in one place are a round spot and not the square of the kernel's two passes") {
    const ViewState view;
    const Camera camera(view, 3, width, height);
    // So many tokens at one place that the spot reaches to the foot of the kernel.
    const std::vector<glm::vec3> positions(2000, camera.back);
    Density density;
    const DensityImage& image = density.compute(positions, {}, 1, camera, 3, 1);
    const int cx = static_cast<int>(camera.centre.x / image.cell), cy = static_cast<int>(camera.centre.y / image.cell);
    const auto reach = [&](int dx, int dy) {
        int k = 0;
        while (image.relative[static_cast<std::size_t>((cy + k * dy) * image.width + cx + k * dx)].x > 0.5f) ++k;
        return k * std::hypot(static_cast<double>(dx), static_cast<double>(dy));
    };
    CHECK(reach(1, 0) > 4);
    CHECK(reach(1, 1) == doctest::Approx(reach(1, 0)).epsilon(0.15));
    CHECK(reach(0, 1) == doctest::Approx(reach(1, 0)).epsilon(0.15));
}

TEST_CASE("the density is the sum of a Gaussian a token") {
    ViewState view;
    view.yaw = -0.4;
    const Camera camera(view, 3, width, height);
    const std::vector<glm::vec3> positions = placed(test::three_clusters(3000, 0.2));
    Density density;
    const DensityImage image = density.compute(positions, {}, 1, camera, 3, 1);
    const float outline = camera.outline() / image.cell;
    const float deviation = Density::smoothing(3000 / (2 * std::numbers::pi * static_cast<double>(outline * outline)));
    double most = 0, worst = 0;
    for (int y = 20; y < image.height - 20; y += 7) {
        for (int x = 20; x < image.width - 20; x += 7) {
            const glm::dvec2 exact = mass_at(x, y, positions, camera, image.cell, static_cast<double>(deviation));
            const glm::vec2 cell = image.mass[static_cast<std::size_t>(y * image.width + x)];
            for (int s = 0; s < 2; ++s) {
                most = std::max(most, exact[s]);
                worst = std::max(worst, std::abs(exact[s] - static_cast<double>(cell[s])));
            }
        }
    }
    // Cut at three deviations the kernel lacks 1.1 % of the mass at its foot and is that much higher at its peak.
    CHECK(worst < 0.02 * most);
}

TEST_CASE("a uniform cloud is of density 1 all over the sphere, to the rim, on both sides") {
    ViewState view;
    const std::vector<glm::vec3> positions = placed(test::uniform_sphere(400'000));
    Density density;
    for (const double distance : {1.6, 3.2, 5.0}) {
        view.distance = distance;
        const Camera camera(view, 3, width, height);
        const DensityImage& image = density.compute(positions, {}, 1, camera, 3, 1);
        CHECK(image.largest == 10);
        double rings[3][2] = {}, counts[3] = {};
        for (int y = 0; y < image.height; ++y) {
            for (int x = 0; x < image.width; ++x) {
                const glm::vec2 pixel = (glm::vec2(x, y) + 0.5f) * image.cell;
                const float r = glm::distance(pixel, camera.centre) / camera.outline();
                if (r > 1.0f || pixel.x > static_cast<float>(width - 30) || pixel.y > static_cast<float>(height - 30) ||
                    pixel.x < 30 || pixel.y < 30)
                    continue;
                const int ring = r < 0.5f ? 0 : r < 0.9f ? 1 : 2;
                counts[ring] += 1;
                for (int s = 0; s < 2; ++s)
                    rings[ring][s] +=
                        static_cast<double>(image.relative[static_cast<std::size_t>(y * image.width + x)][s]);
            }
        }
        for (int ring = 0; ring < 3; ++ring) {
            if (counts[ring] == 0) continue;  // the rim is outside the picture from so near
            // At least 3000 tokens a ring and side: 2 % of sampling; the rim's cells are integrated by sampling, and
            // from afar the fade takes a share of a ring of one or two cells.
            const double allowed = ring == 2 ? 0.15 : 0.07;
            for (const double sum : rings[ring]) CHECK(sum / counts[ring] == doctest::Approx(1).epsilon(allowed));
        }
    }
}

TEST_CASE("on the circle the colour is the density by angle, however thick the band") {
    const Frame frame = test::circle_bumps(400'000, 0.4);
    CircleLayout layout;
    std::vector<glm::vec3> positions;
    layout.place(frame, positions);
    const ViewState view;
    const Camera camera(view, 2, width, height);
    Density density;
    const DensityImage& image = density.compute(positions, {}, 1, camera, 2, 1, layout.density());
    const auto bins = layout.density().size();
    int dense = 0;
    for (std::size_t b = 0; b < bins; ++b) {
        const float expected = layout.density()[b];
        if (expected < 0.8f) continue;  // too thin for cells of two pixels
        const float turn = (static_cast<float>(b) + 0.5f) / static_cast<float>(bins) - 0.5f;
        const float angle = 2 * std::numbers::pi_v<float> * turn;
        const glm::vec2 at = camera.project({std::cos(angle), std::sin(angle), 0}) / image.cell;
        const glm::vec2 cell =
            image.relative[static_cast<std::size_t>(static_cast<int>(at.y) * image.width + static_cast<int>(at.x))];
        // The noise of the smoothed cloud is 6 %, and a few hundred bins reach 3 times that; a band some cells wide
        // loses part of its middle to the smoothing.
        CHECK(cell.x == doctest::Approx(expected).epsilon(0.25));
        dense += expected > 2;
    }
    CHECK(dense > 20);
}

TEST_CASE("the scale ends where the crowd is, wherever the camera stands") {
    const std::vector<glm::vec3> positions = placed(test::three_clusters(300'000, 0.05));
    Density density;
    double low = 1e30, high = 0;
    for (const double yaw : {0.0, 0.7, 1.4, 2.1, 2.8, 3.5}) {
        ViewState view;
        view.yaw = yaw;
        const double largest = density.compute(positions, {}, 1, Camera(view, 3, width, height), 3, 1).largest;
        low = std::min(low, largest);
        high = std::max(high, largest);
    }
    // 60 % of the mass within a normal of 0.05 rad: 0.6 · 4π / (2π 0.05²) = 480 at its peak, less by the smoothing and
    // by the 1 % above. On the far side a cell covers more of the sphere. A factor of 2.2 is a ninth of the scale.
    CHECK(high < 500);
    CHECK(low > 150);
    CHECK(high < 2.2 * low);
}

TEST_CASE("the colours of density run from the ground away, in even steps of lightness") {
    for (const Theme theme : {Theme::dark, Theme::light}) {
        const auto luminance = [&](double u) {
            const Rgb c = density_colour(u, theme);
            return 0.2126 * static_cast<double>(c.r) + 0.7152 * static_cast<double>(c.g) +
                   0.0722 * static_cast<double>(c.b);
        };
        const double sign = theme == Theme::dark ? 1 : -1;
        for (double u = 0; u < 0.99; u += 0.1) CHECK(sign * (luminance(u + 0.1) - luminance(u)) > 0.02);
    }
    CHECK(density_place(0, 100) == 0);
    CHECK(density_place(100, 100) == doctest::Approx(1));
    CHECK(density_place(1000, 100) == 1);
}

TEST_CASE("dense places are seen on both sides of the sphere, the far ones fainter; on the circle the band glows") {
    const HeadlessContext context;
    SceneView scene_view;
    OffscreenTarget target(width, height, 1);
    for (const Theme theme : {Theme::dark, Theme::light}) {
        ViewState view;
        view.theme = theme;
        view.tokens = TokenStyle::density;
        view.shell = view.graticule = view.leading_space = view.theory = false;
        view.yaw = view.pitch = 0;
        const auto contrast = [&](const Image& image, glm::vec2 at) {
            const auto* p = image.pixel(static_cast<int>(at.x), static_cast<int>(at.y));
            const Rgb ground = background(theme);
            return std::abs(p[0] / 255.0 - static_cast<double>(ground.r)) +
                   std::abs(p[1] / 255.0 - static_cast<double>(ground.g)) +
                   std::abs(p[2] / 255.0 - static_cast<double>(ground.b));
        };
        const auto drawn = [&](const Frame& frame) {
            Image image;
            target.bind();
            scene_view.draw(frame, view, 0, 0, width, height, 1);
            target.read(image);
            return image;
        };
        Frame frame;
        for (int i = 0; i < 500; ++i) {
            test::add_token(frame, normalised({1, 0.5, 0.1}));
            test::add_token(frame, normalised({-1, -0.5, 0.1}));
        }
        test::finish(frame);
        const Camera camera(view, 3, width, height);
        const Image image = drawn(frame);
        const double near = contrast(image, camera.project(glm::normalize(glm::vec3(1, 0.5f, 0.1f))));
        const double far = contrast(image, camera.project(glm::normalize(glm::vec3(-1, -0.5f, 0.1f))));
        CHECK(near > 0.5);
        CHECK(far > 0.15);
        CHECK(far < 0.8 * near);
        CHECK(contrast(image, camera.project(glm::normalize(glm::vec3(1, -0.2f, -1.0f)))) < 0.06);
        CHECK(scene_view.shown().largest_density > 10);

        Frame circle = test::circle_bumps(20'000, 0.2);
        circle.sequence = 7;
        const Image ring = drawn(circle);
        const Camera above(view, 2, width, height);
        CHECK(contrast(ring, above.project({std::cos(0.4f), std::sin(0.4f), 0})) > 0.4);
        CHECK(contrast(ring, above.project({0.3f, 0, 0})) < 0.06);
    }
}

TEST_CASE("on a painted surface its density takes the place of the tokens'") {
    const HeadlessContext context;
    SceneView scene_view;
    OffscreenTarget target(64, 64, 1);
    target.bind();
    Frame frame = test::uniform_sphere(1000);
    ViewState view;
    view.tokens = TokenStyle::density;
    view.surface = Surface::tokens;
    auto painted = std::make_shared<SphereDensity>();
    painted->grid.columns = painted->grid.rows = 4;
    painted->value.assign(16, 0.08f);
    painted->largest = 0.08f;
    frame.densities.tokens = painted;
    scene_view.draw(frame, view, 0, 0, 64, 64, 1);
    CHECK(scene_view.shown().largest_density == 0);
    view.surface = Surface::none;
    scene_view.draw(frame, view, 0, 0, 64, 64, 1);
    CHECK(scene_view.shown().largest_density == 10);
}
