#include <algorithm>
#include <array>
#include <cmath>

#include "view/density.hpp"
#include "view/parallel.hpp"

namespace coalesce {
namespace {

using DensityColours = std::array<Rgba8, DensitySteps::count>;

/// Returns the premultiplied colours of all steps of density on one side of the sphere.
DensityColours colours_of(double largest, Theme theme, bool far) {
    const Rgb back = background(theme);
    const glm::vec3 ground(back.r, back.g, back.b);
    DensityColours table;
    for (std::size_t step = 0; step < table.size(); ++step) {
        const double density = step == 0 ? 0 : DensitySteps::density_of(step);
        // Opacity follows Beer's law, as of droplets: the uniform cloud lets a third of the light through.
        const auto cover = static_cast<float>(1 - std::exp(-1.1 * density));
        const Rgb shown = density_colour(density_place(density, largest), theme);
        glm::vec3 colour(shown.r, shown.g, shown.b);
        if (far) {
            const float grey = glm::dot(colour, glm::vec3(0.2126f, 0.7152f, 0.0722f));
            colour = glm::mix(ground, glm::mix(glm::vec3(grey), colour, 0.6f), 0.5f);
        }
        table[step] = to_rgba8({cover * colour.r, cover * colour.g, cover * colour.b}, cover);
    }
    return table;
}

}  // namespace

DensityLayer::DensityLayer() : program_("screen.vert", "density.frag") {
    for (const Texture& texture : sides_) {
        glBindTexture(GL_TEXTURE_2D, texture.id());
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    }
    glBindTexture(GL_TEXTURE_2D, 0);
}

void DensityLayer::paint() {
    const DensityImage& image = *image_;
    pixels_.resize(image.relative.size());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    for (int side = 0; side < 2; ++side) {
        const DensityColours table = colours_of(end_, theme_, side == 1);
        for_each_piece(pixels_.size(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                pixels_[i] = table[DensitySteps::step_of(image.relative[i][side])];
        });
        glBindTexture(GL_TEXTURE_2D, sides_[static_cast<std::size_t>(side)].id());
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, image.width, image.height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                     pixels_.data());
    }
    glBindTexture(GL_TEXTURE_2D, 0);
}

void DensityLayer::update(const Tokens& tokens, const Camera& camera, int dimension, Theme theme, float scale,
                          double end) {
    const glm::vec4 frame(camera.centre, camera.focal, camera.distance);
    const glm::ivec2 size(camera.width, camera.height);
    const bool same = tokens.version() == version_ && camera.back == back_ && frame == frame_ && size == size_;
    if (same && image_ && theme == theme_ && end_ == (end > 0 ? end : image_->largest)) return;
    if (!same) measure(tokens, camera, dimension, scale);
    version_ = tokens.version();
    back_ = camera.back;
    frame_ = frame;
    size_ = size;
    theme_ = theme;
    if (!image_) return;
    end_ = end > 0 ? end : image_->largest;
    paint();
}

void DensityLayer::measure(const Tokens& tokens, const Camera& camera, int dimension, float scale) {
    image_ = nullptr;
    if (tokens.count() == 0) return;
    image_ = tokens.buffer().now != 0 ? &density_.compute(tokens, buffer_deposit_, camera, scale)
                                      : &density_.compute(tokens.positions(), tokens.masses(), tokens.every(), camera,
                                                          dimension, scale, tokens.angular_density());
    cell_ = image_->cell;
    extent_ = image_->cell * glm::vec2(image_->width, image_->height);
}

void DensityLayer::draw(const Camera& camera, Side side, const ViewState& view) const {
    if (!image_) return;
    const glm::vec2 size(camera.width, camera.height);
    const glm::vec2 centre(camera.centre.x, size.y - camera.centre.y);
    glm::vec2 low(0), high = size;
    if (side != Side::both) {
        // Beyond the rim there is only the density that fades there.
        const glm::vec2 reach(camera.outline() + 4 * cell_);
        low = glm::max(low, centre - reach);
        high = glm::min(high, centre + reach);
    }
    program_.use();
    program_.set("viewport", size);
    program_.set("rectangle", glm::vec4(2.0f * low / size - 1.0f, 2.0f * high / size - 1.0f));
    program_.set("extent", extent_);
    program_.set("centre", centre);
    program_.set("outline", side == Side::near ? camera.outline() : 1e9f);
    program_.set("opacity", static_cast<float>(view.opacity));
    program_.set("colours", 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, sides_[side == Side::far ? 1 : 0].id());
    glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    glBindVertexArray(array_.id());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glBindVertexArray(0);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    glBindTexture(GL_TEXTURE_2D, 0);
}

}  // namespace coalesce
