#include "view/surface.hpp"

#include <algorithm>
#include <array>

#include "view/colours.hpp"

namespace coalesce {
namespace {

void sampled_linearly(GLint along) {
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, along);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
}

}  // namespace

SurfaceLayer::SurfaceLayer() : program_("screen.vert", "surface.frag") {
    std::array<std::array<float, 3>, 256> colours{};
    for (std::size_t k = 0; k < colours.size(); ++k) {
        const Rgb c = magnitude_colour(static_cast<double>(k) / 255);
        colours[k] = {c.r, c.g, c.b};
    }
    glBindTexture(GL_TEXTURE_2D, palette_.id());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, 256, 1, 0, GL_RGB, GL_FLOAT, colours.data());
    sampled_linearly(GL_CLAMP_TO_EDGE);
    glBindTexture(GL_TEXTURE_2D, 0);
}

void SurfaceLayer::update(const std::shared_ptr<const SphereDensity>& density, double largest) {
    largest_ = static_cast<float>(largest);
    if (density == density_) return;
    density_ = density;
    if (!density_) return;
    glBindTexture(GL_TEXTURE_2D, values_.id());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, density_->grid.columns, density_->grid.rows, 0, GL_RED, GL_FLOAT,
                 density_->value.data());
    sampled_linearly(GL_REPEAT);
    glBindTexture(GL_TEXTURE_2D, 0);
}

void SurfaceLayer::draw(const Camera& camera, Side side, Theme theme) const {
    if (!density_) return;
    const glm::vec2 size(camera.width, camera.height);
    const glm::vec2 centre(camera.centre.x, size.y - camera.centre.y);
    const glm::vec2 reach(camera.outline() + 2);
    program_.use();
    program_.set("viewport", size);
    program_.set("rectangle", glm::vec4(2.0f * (centre - reach) / size - 1.0f, 2.0f * (centre + reach) / size - 1.0f));
    program_.set("centre", centre);
    program_.set("outline", camera.outline());
    program_.set("focal", camera.focal);
    program_.set("eye", camera.distance);
    program_.set("right", camera.right);
    program_.set("up", camera.up);
    program_.set("back", camera.back);
    program_.set("far_side", side == Side::far ? 1.0f : 0.0f);
    program_.set("light_theme", theme == Theme::light ? 1.0f : 0.0f);
    program_.set("largest", largest_);
    program_.set("values", 0);
    program_.set("palette", 1);
    glActiveTexture(GL_TEXTURE1);
    glBindTexture(GL_TEXTURE_2D, palette_.id());
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, values_.id());
    glBindVertexArray(array_.id());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glBindVertexArray(0);
    glActiveTexture(GL_TEXTURE1);
    glBindTexture(GL_TEXTURE_2D, 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, 0);
}

}  // namespace coalesce
