#include "view/detail.hpp"

#include <doctest/doctest.h>

#include "clouds.hpp"
#include "view/gl_context.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"
#include "view/tokens.hpp"

using namespace coalesce;

namespace {

constexpr int side = 300;
constexpr std::size_t million = 1'000'000;

/// Number of tokens drawn of a million.
double drawn_of_million(std::size_t every) {
    const std::size_t drawn = million / every;
    return static_cast<double>(drawn);
}

/// Mean difference between tokens and the bare picture over the middle of the sphere, per channel, in 255ths.
struct Stage {
    HeadlessContext context;
    SceneView scene_view;
    OffscreenTarget target{side, side, 1};

    Image picture(const Frame& frame, const ViewState& view, std::size_t every = 1) {
        Image image;
        target.bind();
        scene_view.draw(frame, view, 0, 0, side, side, 1, every);
        target.read(image);
        return image;
    }
    double brightness(const Frame& frame, const ViewState& view, std::size_t every) {
        const Image with = picture(frame, view, every);
        ViewState none = view;
        none.opacity = 0;
        const Image without = picture(frame, none);
        double sum = 0;
        int pixels = 0;
        for (int y = side / 4; y < 3 * side / 4; ++y) {
            for (int x = side / 4; x < 3 * side / 4; ++x, ++pixels)
                for (int c = 0; c < 3; ++c) sum += std::abs(with.pixel(x, y)[c] - without.pixel(x, y)[c]);
        }
        return sum / (3 * pixels);
    }
};

ViewState styled(TokenStyle style, Theme theme = Theme::dark) {
    ViewState view;
    view.theme = theme;
    view.tokens = style;
    view.shell = view.graticule = view.leading_space = false;
    return view;
}

}  // namespace

TEST_CASE("auto draws few tokens as sprites and many as their density, a wish is a wish") {
    CHECK(drawn_style(TokenStyle::automatic, most_sprites) == TokenStyle::sprites);
    CHECK(drawn_style(TokenStyle::automatic, most_sprites + 1) == TokenStyle::density);
    for (const TokenStyle style : {TokenStyle::sprites, TokenStyle::points, TokenStyle::density})
        for (const std::size_t count : {1, 10'000'000}) CHECK(drawn_style(style, count) == style);
}

TEST_CASE("the share of tokens is a power of two that follows what a token costs, and does not waver") {
    for (const TokenStyle style : {TokenStyle::sprites, TokenStyle::points, TokenStyle::density}) {
        Detail detail;
        CHECK(detail.choose(style, 100) == 1);
        // A graphics card that draws 10^9 tokens a second shows all of them after a few pictures.
        std::size_t every = detail.choose(style, million);
        for (int picture = 0; picture < 60; ++picture, every = detail.choose(style, million)) {
            CHECK((every & (every - 1)) == 0);
            detail.learn(style, million / every, 1e-9 * drawn_of_million(every));
        }
        CHECK(every == 1);
        // On one that takes 0.4 µs a token the picture keeps its budget, up to half as much again, and k settles.
        for (int picture = 0; picture < 60; ++picture)
            detail.learn(style, million / detail.choose(style, million),
                         4e-7 * drawn_of_million(detail.choose(style, million)));
        every = detail.choose(style, million);
        if (style != TokenStyle::density) CHECK(4e-7 * drawn_of_million(every) < 1.5 * Detail::budget);
        for (int picture = 0; picture < 20; ++picture) {
            // Ten per cent of jitter.
            detail.learn(style, million / every, 4e-7 * drawn_of_million(every) * (picture % 2 == 0 ? 0.9 : 1.1));
            CHECK(detail.choose(style, million) == every);
        }
    }
}

TEST_CASE("costs that are not the tokens' own do not thin them out for ever") {
    Detail detail;
    std::size_t every = 1;
    for (int picture = 0; picture < 100; ++picture) {
        every = detail.choose(TokenStyle::density, 1'000'000);
        detail.learn(TokenStyle::density, 1'000'000 / every, 0.5);
    }
    CHECK(1'000'000 / every >= 300'000);
}

TEST_CASE("a subset is the same tokens in every picture, those of the larger ones included") {
    Stage stage;
    const Frame all = test::uniform_sphere(4000);
    // The picture of every 8th token is that of a cloud of these alone, each drawn for eight.
    for (const TokenStyle style : {TokenStyle::points, TokenStyle::sprites}) {
        const ViewState view = styled(style);
        const Image subset = stage.picture(all, view, 8);
        Frame moved = all;
        for (std::size_t i = 0; i < moved.size(); ++i) {
            if (i % 8 == 0) continue;
            // The others must not matter: wherever they are, the picture is the same.
            for (std::size_t k = 0; k < 3; ++k) moved.positions[3 * i + k] = k == 0 ? 1.0f : 0.0f;
        }
        ++moved.sequence;
        CHECK(stage.picture(moved, view, 8).rgba == subset.rgba);
        CHECK(stage.picture(moved, view, 4).rgba != subset.rgba);
        CHECK(stage.scene_view.shown().every == 4);
    }
    Tokens tokens;
    tokens.update(all, styled(TokenStyle::points), TokenStyle::points, 3);
    CHECK(tokens.drawn() == 1334);
}

TEST_CASE("a subset is as bright as all tokens are") {
    Stage stage;
    const Frame frame = test::uniform_sphere(100'000);
    for (const Theme theme : {Theme::dark, Theme::light}) {
        for (const TokenStyle style : {TokenStyle::points, TokenStyle::sprites, TokenStyle::density}) {
            const ViewState view = styled(style, theme);
            const double whole = stage.brightness(frame, view, 1);
            CAPTURE(static_cast<int>(style));
            REQUIRE(whole > 5);
            for (const std::size_t every : {4, 16}) {
                // Some 1500 tokens lie in the middle at k = 16, each of which hides 3 % of a neighbour: the sampling
                // error of their coverage is 2 %; mixing of colours and eight bits a channel add as much again.
                // Uncompensated, k = 4 would lose more than half.
                CHECK(stage.brightness(frame, view, every) == doctest::Approx(whole).epsilon(0.08));
            }
        }
    }
}

TEST_CASE("points are as bright as sprites of the same tokens, and grey on the far side like them") {
    Stage stage;
    const Frame frame = test::uniform_sphere(100'000);
    for (const Theme theme : {Theme::dark, Theme::light}) {
        const double sprites = stage.brightness(frame, styled(TokenStyle::sprites, theme), 1);
        // Sprites are lit balls, which costs them some light even at two pixels.
        CHECK(stage.brightness(frame, styled(TokenStyle::points, theme), 1) == doctest::Approx(sprites).epsilon(0.15));
    }
}
