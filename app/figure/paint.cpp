#include <glad/gl.h>
#include <imgui.h>

#include <cmath>

#include "chart/implot_painter.hpp"
#include "chart/vector_painter.hpp"
#include "coalesce/model/output.hpp"
#include "figure/figure.hpp"
#include "view/gl_context.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

/// Pixels per point: text of 32 px in a picture of 2400, legible on a slide.
constexpr float scale = 2;

int pixels(float points) {
    return static_cast<int>(points * scale);
}

void clear_to_background(Theme theme) {
    const Rgb ground = background(theme);
    glClearColor(ground.r, ground.g, ground.b, 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

void draw_over(const chart::Page& page, int width, int height, Theme theme) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({static_cast<float>(width), static_cast<float>(height)});
    ImGui::Begin("figure", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    chart::draw(page, chart_screen(), palette::paper(theme), visual_order);
    ImGui::End();
}

}  // namespace

struct Painter::Impl {
    Impl(Theme wanted, bool in_window)
        : context(in_window ? nullptr : std::make_unique<HeadlessContext>()), theme(wanted), ui(wanted, scale) {}

    /// Pictures of a page's spheres, each by itself.
    std::vector<chart::Pixels> spheres(const chart::Page& page) {
        std::vector<chart::Pixels> pictures;
        for (const chart::SpherePanel& sphere : page.spheres) {
            const int width = pixels(sphere.where.width), height = pixels(sphere.where.height);
            OffscreenTarget target(width, height);
            target.bind();
            clear_to_background(theme);
            scene_view.draw(*sphere.frame, sphere.view, 0, 0, width, height, scale);
            Image image;
            target.read(image);
            for (std::size_t k = 3; k < image.rgba.size(); k += 4) image.rgba[k] = 255;
            pictures.push_back({width, height, std::move(image.rgba)});
        }
        return pictures;
    }

    std::unique_ptr<HeadlessContext> context;
    Theme theme;
    Ui ui;
    SceneView scene_view;
};

Painter::Painter(Theme theme, bool in_window) : impl_(std::make_unique<Impl>(theme, in_window)) {}
Painter::~Painter() = default;

Image Painter::paint(const chart::Page& page) {
    const int width = pixels(page.width), height = pixels(page.height);
    OffscreenTarget target(width, height);
    // ImPlot knows the space that tick labels take from the frame before: the first pass settles the axes.
    for (int pass = 0; pass < 2; ++pass) {
        target.bind();
        clear_to_background(impl_->theme);
        for (const chart::SpherePanel& sphere : page.spheres) {
            const int x = pixels(sphere.where.x), y = pixels(sphere.where.y), across = pixels(sphere.where.width),
                      down = pixels(sphere.where.height);
            // GL counts rows from the bottom.
            impl_->scene_view.draw(*sphere.frame, sphere.view, x, height - y - down, across, down, scale);
        }
        target.bind();
        impl_->ui.begin_offscreen(width, height);
        draw_over(page, width, height, impl_->theme);
        impl_->ui.end_offscreen();
    }
    Image image;
    target.read(image);
    return image;
}

PictureFile Painter::draw(const chart::Page& page, PictureFormat format) {
    if (format == PictureFormat::png) return {.format = format, .image = paint(page)};
    return {.format = format,
            .document = chart::vector_page(page, impl_->spheres(page), palette::paper(impl_->theme), format)};
}

void PictureFile::write(const std::filesystem::path& folder, const std::string& name) const {
    const std::filesystem::path path = folder / (name + "." + std::string(chart::word(format)));
    if (format == PictureFormat::png)
        write_png(image, path);
    else
        write_file(path, document);
}

}  // namespace coalesce::figure
