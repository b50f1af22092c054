#include <doctest/doctest.h>
#include <glad/gl.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>

#include "clouds.hpp"
#include "record/film.hpp"
#include "view/density.hpp"
#include "view/gl_context.hpp"
#include "view/gl_objects.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"
#include "view/tokens.hpp"

using namespace coalesce;

namespace {

constexpr int width = 320, height = 240;

struct Stage {
    HeadlessContext context;
    SceneView scene_view;
    OffscreenTarget target{width, height, 1};

    Image picture(const Frame& frame, const ViewState& view, std::size_t every, const TokenBuffer& buffer = {}) {
        Image image;
        target.bind();
        scene_view.draw_from(buffer);
        scene_view.draw(frame, view, 0, 0, width, height, 1, every);
        target.read(image);
        return image;
    }
};

/// A frame with its tokens moved into a buffer.
struct Buffered {
    Frame frame;
    Buffer buffer;

    explicit Buffered(const Frame& from) : frame(from) {
        buffer.upload(GL_ARRAY_BUFFER, std::span<const float>(from.positions));
        frame.in_buffer = true;
        frame.buffered = from.size();
        frame.positions.clear();
        frame.speed.clear();
        frame.identity.clear();
    }
};

ViewState view_of(TokenStyle style, ColourBy colour_by = ColourBy::longitude) {
    ViewState view;
    view.tokens = style;
    view.colour_by = colour_by;
    return view;
}

void give_masses(Frame& frame) {
    float sum = 0;
    for (std::size_t i = 0; i < frame.size(); ++i) {
        frame.mass.push_back(static_cast<float>(1 + i % 7));
        sum += frame.mass.back();
    }
    for (float& m : frame.mass) m /= sum;
}

}  // namespace

TEST_CASE("tokens are drawn from a buffer as they are from the host") {
    Stage stage;
    for (const bool weighted : {false, true}) {
        Frame frame = test::three_clusters(4000, 0.2);
        if (weighted) give_masses(frame);
        const Buffered buffered(frame);
        for (const ColourBy colour_by : {ColourBy::longitude, ColourBy::mass})
            for (const std::size_t every : {1, 4}) {
                const ViewState view = view_of(TokenStyle::points, colour_by);
                CHECK(drawn_from_buffer(buffered.frame, view));
                const Image from_host = stage.picture(frame, view, every);
                const Image from_buffer = stage.picture(buffered.frame, view, every, {buffered.buffer.id()});
                CHECK(from_host.rgba == from_buffer.rgba);
            }
    }
}

TEST_CASE("what needs more than positions is not drawn from a buffer") {
    Buffered buffered = [] {
        const HeadlessContext context;
        return Buffered(test::uniform_sphere(100));
    }();
    buffered.frame.buffered = 1'000'000;
    CHECK(drawn_from_buffer(buffered.frame, view_of(TokenStyle::automatic)));
    CHECK(drawn_from_buffer(buffered.frame, view_of(TokenStyle::density, ColourBy::speed)));
    CHECK_FALSE(drawn_from_buffer(buffered.frame, view_of(TokenStyle::points, ColourBy::speed)));
    CHECK_FALSE(drawn_from_buffer(buffered.frame, view_of(TokenStyle::points, ColourBy::cluster)));
    CHECK_FALSE(drawn_from_buffer(buffered.frame, view_of(TokenStyle::sprites)));
    ViewState trailed = view_of(TokenStyle::density);
    trailed.trails = 5;
    CHECK_FALSE(drawn_from_buffer(buffered.frame, trailed));
    buffered.frame.dimension = 2;
    CHECK_FALSE(drawn_from_buffer(buffered.frame, view_of(TokenStyle::density)));
}

TEST_CASE("the density of a buffer is that of its tokens") {
    const HeadlessContext context;
    ViewState view = view_of(TokenStyle::density);
    view.pan = {0.3, -0.2};
    const Camera camera(view, 3, width, height);
    for (const bool weighted : {false, true})
        for (const std::size_t every : {1, 3}) {
            Frame frame = test::three_clusters(5000, 0.3);
            if (weighted) give_masses(frame);
            const Buffered buffered(frame);
            Tokens from_host, from_buffer;
            from_host.update(frame, view, TokenStyle::density, every);
            from_buffer.update(buffered.frame, view, TokenStyle::density, every, {buffered.buffer.id()});
            Density one, other;
            BufferDeposit deposit;
            const DensityImage& a = one.compute(from_host.positions(), from_host.masses(), every, camera, 3, 1);
            const DensityImage& b = other.compute(from_buffer, deposit, camera, 1);
            REQUIRE(a.mass.size() == b.mass.size());
            // A token's place is good to 2^-24 of a picture of 200 cells, and a cell's sum of n tokens to n 2^-24 of
            // itself; a token nearer than that to the horizon may be on its other side.
            double largest = 0, most = 0, whole = 0;
            for (std::size_t i = 0; i < a.mass.size(); ++i) {
                largest = std::max(largest, static_cast<double>(a.mass[i].x + a.mass[i].y));
                most = std::max(most, std::abs(static_cast<double>(a.mass[i].x + a.mass[i].y) -
                                               static_cast<double>(b.mass[i].x + b.mass[i].y)));
                whole += static_cast<double>(b.mass[i].x + b.mass[i].y);
            }
            CHECK(most < 1e-4 * largest);
            CHECK(whole > 0.99);
            CHECK(b.largest == doctest::Approx(a.largest).epsilon(1e-3));
        }
}

TEST_CASE("the picture of a buffer's density is the host's, and leaves the target as it found it") {
    Stage stage;
    const Frame frame = test::great_circle(20'000, 0.1);
    const Buffered buffered(frame);
    const ViewState view = view_of(TokenStyle::density);
    const Image from_host = stage.picture(frame, view, 1);
    const Image from_buffer = stage.picture(buffered.frame, view, 1, {buffered.buffer.id()});
    CHECK(image_difference(from_host, from_buffer) < 1e-4);
    CHECK(stage.picture(frame, view, 1).rgba == from_host.rgba);
}

TEST_CASE("between two states tokens in buffers go along the chord, as on the host") {
    Stage stage;
    const Frame before = test::great_circle(3000, 0.1);
    Frame after = test::three_clusters(3000, 0.2);
    for (std::size_t k = 0; k < 3; ++k) after.positions[k] = -before.positions[k];  // antipodes: the token jumps
    after.longitude = before.longitude;
    const Buffered was(before), is(after);
    for (const TokenStyle style : {TokenStyle::points, TokenStyle::density})
        for (const float later : {0.0f, 0.3f, 1.0f}) {
            Frame between = after;
            go_between(before.positions, after.positions, later, between.positions);
            ++between.sequence;
            const ViewState view = view_of(style);
            const Image from_host = stage.picture(between, view, 1);
            const Image from_buffers = stage.picture(is.frame, view, 1, {is.buffer.id(), was.buffer.id(), later});
            // Only a pixel that a point no longer reaches by a rounding may differ.
            CHECK(image_difference(from_host, from_buffers) < 1e-3);
            if (later < 1) CHECK(image_difference(from_buffers, stage.picture(after, view, 1)) > 1e-2);
        }
}

TEST_CASE("a frame in a buffer that is not at hand shows no tokens, and does not fail") {
    Stage stage;
    const Buffered buffered(test::uniform_sphere(500));
    for (const TokenStyle style : {TokenStyle::points, TokenStyle::density}) {
        const Image empty = stage.picture(Frame{}, view_of(style), 1);
        CHECK(stage.picture(buffered.frame, view_of(style), 1).rgba == empty.rgba);
    }
    // The same holds if the view comes to need copies before they have arrived.
    for (const ViewState& view : {view_of(TokenStyle::sprites), view_of(TokenStyle::points, ColourBy::speed)}) {
        const Image empty = stage.picture(Frame{}, view, 1);
        CHECK(stage.picture(buffered.frame, view, 1, {buffered.buffer.id()}).rgba == empty.rgba);
    }
}

TEST_CASE("programs of the same shaders are one object of OpenGL, as long as one of them lives") {
    const HeadlessContext context;
    const auto name = [](const Program& program) {
        GLint id = 0;
        program.use();
        glGetIntegerv(GL_CURRENT_PROGRAM, &id);
        glUseProgram(0);
        return id;
    };
    auto first = std::make_unique<Program>("line.vert", "line.frag");
    const GLint id = name(*first);
    const Program second("line.vert", "line.frag");
    CHECK(name(second) == id);
    first.reset();
    CHECK(name(second) == id);
    CHECK(glIsProgram(static_cast<GLuint>(id)) == GL_TRUE);
    const Program other("token.vert", "token.frag");
    CHECK(name(other) != id);
}
