#include <algorithm>
#include <cmath>

#include "figure/figure.hpp"
#include "figure/layout.hpp"
#include "view/gl_context.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

constexpr int width = 2400;
/// Pixels per point: text of 32 px in a picture of 2400, legible on a slide.
constexpr float scale = 2;
/// Camera distance in radii: the sphere fills its panel, which has no room to lose to a frame.
constexpr double closer = 2.8;

}  // namespace

struct Painter::Impl {
    explicit Impl(Theme wanted) : theme(wanted), ui(wanted, scale) {}

    HeadlessContext context;
    Theme theme;
    Ui ui;
    SceneView scene_view;

    /// The spheres of one row; ImGui draws over them.
    void draw_spheres(const Run& run, const Layout& layout) {
        ViewState view = run.document.view;
        view.hud = false;
        view.distance = closer;
        for (std::size_t k = 0; k < layout.spheres.size(); ++k) {
            const Rectangle& r = layout.spheres[k];
            // GL counts rows from the bottom.
            scene_view.draw(run.panels[k].frame, view, r.x, layout.height - r.y - r.height, r.width, r.height, scale);
        }
    }
};

Painter::Painter(Theme theme) : impl_(std::make_unique<Impl>(theme)) {}
Painter::~Painter() = default;

Image Painter::paint(const Run& run) {
    const Layout layout = layout_of(run, width, scale);
    OffscreenTarget target(width, layout.height);
    // ImPlot knows the space that tick labels take from the frame before: the first pass settles the axes.
    for (int pass = 0; pass < 2; ++pass) {
        target.bind();
        clear_to_background(impl_->theme);
        impl_->draw_spheres(run, layout);
        target.bind();
        impl_->ui.begin_offscreen(width, layout.height);
        draw_text_and_plots(run, layout, impl_->theme, scale);
        impl_->ui.end_offscreen();
    }
    Image image;
    target.read(image);
    return image;
}

}  // namespace coalesce::figure
