#include <array>
#include <cmath>

#include "view/density.hpp"

namespace coalesce {

DensityLayer::DensityLayer() : program_("screen.vert", "density.frag") {
    for (const GLuint texture : {values_.id(), palette_.id()}) {
        glBindTexture(GL_TEXTURE_2D, texture);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    }
    glBindTexture(GL_TEXTURE_2D, 0);
    make_palette(theme_);
}

void DensityLayer::make_palette(Theme theme) {
    std::array<std::array<float, 3>, 256> colours{};
    for (std::size_t k = 0; k < colours.size(); ++k) {
        const Rgb c = density_colour(static_cast<double>(k) / 255, theme);
        colours[k] = {c.r, c.g, c.b};
    }
    glBindTexture(GL_TEXTURE_2D, palette_.id());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, 256, 1, 0, GL_RGB, GL_FLOAT, colours.data());
    glBindTexture(GL_TEXTURE_2D, 0);
    theme_ = theme;
}

void DensityLayer::update(const Tokens& tokens, const Camera& camera, int dimension, Theme theme, float scale) {
    if (theme != theme_) make_palette(theme);
    const glm::vec4 frame(camera.centre, camera.focal, camera.distance);
    const glm::ivec2 size(camera.width, camera.height);
    if (tokens.version() == version_ && camera.back == back_ && frame == frame_ && size == size_) return;
    version_ = tokens.version();
    back_ = camera.back;
    frame_ = frame;
    size_ = size;
    painted_ = !tokens.positions().empty();
    if (!painted_) return;
    const DensityImage& image = density_.compute(tokens.positions(), tokens.masses(), tokens.every(), camera, dimension,
                                                 scale, tokens.angular_density());
    largest_ = image.largest;
    extent_ = image.cell * glm::vec2(image.width, image.height);
    glBindTexture(GL_TEXTURE_2D, values_.id());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RG32F, image.width, image.height, 0, GL_RG, GL_FLOAT, image.relative.data());
    glBindTexture(GL_TEXTURE_2D, 0);
}

void DensityLayer::draw(const Camera& camera, Side side, const ViewState& view) const {
    if (!painted_) return;
    const glm::vec2 size(camera.width, camera.height);
    program_.use();
    program_.set("viewport", size);
    program_.set("rectangle", glm::vec4(-1, -1, 1, 1));
    program_.set("extent", extent_);
    program_.set("centre", glm::vec2(camera.centre.x, size.y - camera.centre.y));
    program_.set("outline", side == Side::both ? 1e9f : camera.outline());
    program_.set("far_side", side == Side::far ? 1.0f : 0.0f);
    program_.set("range", static_cast<float>(std::asinh(largest_)));
    program_.set("opacity", static_cast<float>(view.opacity));
    const Rgb ground = background(view.theme);
    program_.set("ground", glm::vec3(ground.r, ground.g, ground.b));
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
