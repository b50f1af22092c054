#include "view/scene_view.hpp"

#include <optional>
#include <utility>

#include "view/density.hpp"
#include "view/forecast.hpp"
#include "view/glow.hpp"
#include "view/guides.hpp"
#include "view/shell.hpp"
#include "view/surface.hpp"
#include "view/tokens.hpp"
#include "view/trails.hpp"

namespace coalesce {
namespace {

/// Colours and opacities of the lines by theme. E_max has the red of theory.
struct Ink {
    Rgba8 graticule, leading_space, circle, dial;
};

Ink ink_of(Theme theme) {
    if (theme == Theme::light)
        return {{60, 72, 90, 255}, {0xC8, 0x32, 0x1E, 255}, {40, 48, 60, 150}, {60, 72, 90, 110}};
    return {{150, 178, 214, 255}, {0xFF, 0x6B, 0x57, 255}, {225, 232, 242, 120}, {150, 178, 214, 110}};
}

bool same_space(const LeadingSpace& a, const LeadingSpace& b) {
    return a.kind == b.kind && a.basis == b.basis;
}

}  // namespace

bool drawn_from_buffer(const Frame& frame, const ViewState& view) {
    if (frame.dimension != 3 || view.trails > 0) return false;
    const TokenStyle style = drawn_style(view.tokens, frame.size());
    const bool lasting_colour = view.colour_by == ColourBy::longitude || view.colour_by == ColourBy::mass;
    return style == TokenStyle::density || (style == TokenStyle::points && lasting_colour);
}

struct SceneView::Impl {
    Program line{"line.vert", "line.frag"};
    Shell shell;
    SurfaceLayer surface;
    Tokens tokens;
    TokenStyle style = TokenStyle::sprites;
    DensityLayer density;
    GlowLayer glow;
    Trails trails;
    Lines graticule_lines, space_lines, circle_lines, forecast_lines;
    std::optional<Theme> theme;
    std::optional<LeadingSpace> space;
    int dimension = 0;
    std::optional<Camera> camera;
    TokenBuffer buffer;
    CommonScales scales;

    void update_tokens(const Frame& frame, const ViewState& view, float scale, std::size_t every);
    void update_guides(const Frame& frame, const ViewState& view);
    void draw_tokens(Side side, const ViewState& view) const;
    bool glows() const { return style == TokenStyle::sprites && !surface.painted(); }
    void draw_glow(Theme of, float strength) const;
    void draw_sphere(const ViewState& view, float scale);
    void draw_circle(const ViewState& view, float scale);
};

void SceneView::Impl::update_guides(const Frame& frame, const ViewState& view) {
    const Ink ink = ink_of(view.theme);
    if (theme != view.theme) {
        graticule_lines.set(graticule(ink.graticule));
        circle_lines.set(circle_guide(ink.circle, ink.dial));
    }
    if (theme != view.theme || dimension != frame.dimension || !space || !same_space(*space, frame.space)) {
        space_lines.set(leading_space_guide(frame.space, frame.dimension, ink.leading_space));
        space = frame.space;
    }
    forecast_lines.set(view.theory && frame.forecast
                           ? forecast_guide(*frame.forecast, frame.dimension, ink.leading_space)
                           : std::vector<Segment>{});
    theme = view.theme;
    dimension = frame.dimension;
}

void SceneView::Impl::update_tokens(const Frame& frame, const ViewState& view, float scale, std::size_t every) {
    style = drawn_style(view.tokens, frame.size());
    tokens.update(frame, view, style, every, drawn_from_buffer(frame, view) ? buffer : TokenBuffer{});
    if (style == TokenStyle::density) {
        // A painted surface replaces the density of the tokens.
        if (!painted_density(frame, view))
            density.update(tokens, *camera, frame.dimension, view.theme, scale, scales.density);
        return;
    }
    ViewState arranged = view;
    if (painted_density(frame, view)) arranged.token_size *= 0.4;
    if (style == TokenStyle::sprites) {
        glow.update(tokens, *camera, view.theme);
        tokens.crowd(frame.dimension == 3 ? glow.local_mass() : std::span<const float>{});
    }
    tokens.arrange(*camera, arranged, scale);
}

void SceneView::Impl::draw_tokens(Side side, const ViewState& view) const {
    if (style != TokenStyle::density)
        tokens.draw(side, *camera, view);
    else if (!surface.painted())
        density.draw(*camera, side, view);
}

void SceneView::Impl::draw_glow(Theme of, float strength) const {
    glow.draw(*camera, of, of == Theme::dark ? strength : 0.6f * strength);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
}

void SceneView::Impl::draw_sphere(const ViewState& view, float scale) {
    // On a painted surface tokens are fainter, since the colours show their density.
    ViewState tokens_view = view;
    if (surface.painted()) tokens_view.opacity *= 0.5;
    const auto draw_half = [&](Side side) {
        const bool near = side == Side::near;
        surface.draw(*camera, side, view.theme);
        if (view.graticule) graticule_lines.draw(line, *camera, {scale, near ? 0.17f : 0.08f, side});
        trails.draw(line, *camera, side, scale, view.opacity);
        if (near && view.leading_space) space_lines.draw(line, *camera, {3.5f * scale, 0.16f, side});
        if (near && glows()) draw_glow(view.theme, 1);
        draw_tokens(side, tokens_view);
        if (view.leading_space) space_lines.draw(line, *camera, {1.5f * scale, near ? 0.95f : 0.40f, side});
        forecast_lines.draw(line, *camera, {3 * scale, near ? 1.0f : 0.40f, side});
    };
    draw_half(Side::far);
    if (view.shell) {
        glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
        shell.draw_front(*camera, view.theme);
        glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    }
    draw_half(Side::near);
    if (glows()) draw_glow(view.theme, 0.3f);
}

void SceneView::Impl::draw_circle(const ViewState& view, float scale) {
    if (view.graticule) circle_lines.draw(line, *camera, {1.2f * scale, 1, Side::both});
    trails.draw(line, *camera, Side::both, scale, view.opacity);
    if (glows()) draw_glow(view.theme, 1);
    draw_tokens(Side::both, view);
    if (glows()) draw_glow(view.theme, 0.3f);
    if (view.leading_space) space_lines.draw(line, *camera, {1.8f * scale, 0.95f, Side::both});
    forecast_lines.draw(line, *camera, {3 * scale, 1, Side::both});
}

SceneView::SceneView() : impl_(std::make_unique<Impl>()) {}
SceneView::~SceneView() = default;

void SceneView::draw_from(const TokenBuffer& buffer) {
    impl_->buffer = buffer;
}

void SceneView::colour_by(std::shared_ptr<const AttentionRow> row) {
    impl_->tokens.colour_by(std::move(row));
}

void SceneView::scale_by(const CommonScales& scales) {
    impl_->scales = scales;
    impl_->tokens.scale_by(scales);
}

bool SceneView::can_draw(const Frame& frame, const ViewState& view) const {
    return !frame.in_buffer || (impl_->buffer.now != 0 && drawn_from_buffer(frame, view));
}

Shown SceneView::shown() const {
    const bool density = impl_->style == TokenStyle::density && !impl_->surface.painted();
    Shown shown;
    shown.every = impl_->tokens.every();
    shown.scales = impl_->scales;
    if (!density) return shown;
    shown.own_density = impl_->density.largest();
    shown.largest_density = shown.scales.density > 0 ? shown.scales.density : shown.own_density;
    return shown;
}

void SceneView::draw(const Frame& frame, const ViewState& view, int x, int y, int width, int height, float scale,
                     std::size_t every) {
    if (width <= 0 || height <= 0) return;
    Impl& self = *impl_;
    self.camera.emplace(view, frame.dimension, width, height);
    self.update_tokens(frame, view, scale, every);
    self.trails.update(frame, self.tokens, frame.in_buffer ? 0 : view.trails);
    self.update_guides(frame, view);
    self.surface.update(painted_density(frame, view), density_scale(frame, self.scales).to);

    glViewport(x, y, width, height);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_SCISSOR_TEST);
    glEnable(GL_BLEND);
    glBlendEquation(GL_FUNC_ADD);
    // Blending keeps the picture's alpha at 1, the ground's.
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    self.shell.draw_ground(*self.camera, view.theme, view.shell && frame.dimension == 3);
    if (frame.dimension == 3) {
        self.draw_sphere(view, scale);
    } else {
        self.draw_circle(view, scale);
    }
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glUseProgram(0);
}

std::optional<glm::vec3> SceneView::place_of(std::size_t token) const {
    const std::vector<glm::vec3>& places = impl_->tokens.positions();
    return token < places.size() ? std::optional(places[token]) : std::nullopt;
}

std::optional<std::size_t> SceneView::pick(double x, double y) const {
    if (!impl_->camera) return std::nullopt;
    return impl_->tokens.pick(*impl_->camera, {x, y});
}

}  // namespace coalesce
