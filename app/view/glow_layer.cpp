#include "view/glow.hpp"

namespace coalesce {

GlowLayer::GlowLayer() : program_("screen.vert", "glow.frag") {
    glBindTexture(GL_TEXTURE_2D, texture_.id());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
}

void GlowLayer::update(const Tokens& tokens, const Camera& camera, Theme theme) {
    const glm::vec4 frame(camera.centre, camera.focal, camera.distance);
    if (tokens.version() == version_ && camera.back == back_ && frame == frame_) return;
    const GlowImage& image = glow_.compute(tokens, camera, theme);
    version_ = tokens.version();
    back_ = camera.back;
    frame_ = frame;
    low_ = image.low;
    high_ = image.high;
    extent_ = image.extent;
    if (image.dark()) return;
    glBindTexture(GL_TEXTURE_2D, texture_.id());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, image.width, image.height, 0, GL_RGBA, GL_FLOAT, image.light.data());
}

std::span<const float> GlowLayer::local_mass() const {
    return low_.x > high_.x ? std::span<const float>{} : std::span<const float>(glow_.local_mass());
}

void GlowLayer::draw(const Camera& camera, Theme theme, float strength) const {
    if (low_.x > high_.x) return;
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, texture_.id());
    program_.use();
    const glm::vec2 size(camera.width, camera.height);
    const glm::vec2 low = 2.0f * low_ * extent_ / size - 1.0f, high = 2.0f * high_ * extent_ / size - 1.0f;
    program_.set("rectangle", glm::vec4(low.x, -high.y, high.x, -low.y));
    program_.set("extent", extent_);
    program_.set("viewport", size);
    program_.set("light", 0);
    program_.set("strength", strength);
    // The dark theme blends by screening, which does not clip; the light theme blends by alpha.
    if (theme == Theme::dark) {
        glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_COLOR, GL_ZERO, GL_ONE);
    } else {
        glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    }
    glBindVertexArray(array_.id());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glBindVertexArray(0);
}

}  // namespace coalesce
