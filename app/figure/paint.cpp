#include <glad/gl.h>
#include <imgui.h>

#include "figure/figure.hpp"
#include "view/gl_context.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

constexpr int width = 2400;
/// Pixels per point: text of 32 px in a picture of 2400, legible on a slide.
constexpr float scale = 2;

void clear_to_background(Theme theme) {
    const Rgb ground = background(theme);
    glClearColor(ground.r, ground.g, ground.b, 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

void draw_over(const Figure& figure, const Canvas& canvas) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({static_cast<float>(canvas.width), static_cast<float>(canvas.height)});
    ImGui::Begin("figure", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    figure.draw(canvas);
    ImGui::End();
}

}  // namespace

struct Painter::Impl {
    Impl(Theme wanted, bool in_window)
        : context(in_window ? nullptr : std::make_unique<HeadlessContext>()), theme(wanted), ui(wanted, scale) {}

    std::unique_ptr<HeadlessContext> context;
    Theme theme;
    Ui ui;
    SceneView scene_view;
};

Painter::Painter(Theme theme, bool in_window) : impl_(std::make_unique<Impl>(theme, in_window)) {}
Painter::~Painter() = default;

Image Painter::paint(const Figure& figure) {
    const Page page = figure.page(width, scale);
    const Canvas canvas{width, page.height, scale, impl_->theme};
    OffscreenTarget target(width, page.height);
    // ImPlot knows the space that tick labels take from the frame before: the first pass settles the axes.
    for (int pass = 0; pass < 2; ++pass) {
        target.bind();
        clear_to_background(impl_->theme);
        for (const SpherePanel& sphere : page.spheres) {
            const Rectangle& r = sphere.where;
            // GL counts rows from the bottom.
            impl_->scene_view.draw(*sphere.frame, sphere.view, r.x, page.height - r.y - r.height, r.width, r.height,
                                   scale);
        }
        target.bind();
        impl_->ui.begin_offscreen(width, page.height);
        draw_over(figure, canvas);
        impl_->ui.end_offscreen();
    }
    Image image;
    target.read(image);
    return image;
}

}  // namespace coalesce::figure
