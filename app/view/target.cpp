#include "view/target.hpp"

#include <glad/gl.h>

#include <algorithm>
#include <string>

#include "coalesce/model/error.hpp"

namespace coalesce {
namespace {

void check_complete(int width, int height) {
    const GLenum status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
    if (status == GL_FRAMEBUFFER_COMPLETE) return;
    throw RunError("an off-screen picture of " + std::to_string(width) + "x" + std::to_string(height) +
                   " could not be made (framebuffer status " + std::to_string(status) + ")");
}

}  // namespace

OffscreenTarget::OffscreenTarget(int width, int height, int samples) : width_(width), height_(height) {
    GLint largest = 0;
    GLint most_samples = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest);
    glGetIntegerv(GL_MAX_SAMPLES, &most_samples);
    if (width < 1 || height < 1 || width > largest || height > largest) {
        throw RunError("an off-screen picture of " + std::to_string(width) + "x" + std::to_string(height) +
                       " is larger than this graphics driver allows (" + std::to_string(largest) + " a side)");
    }
    glGenTextures(1, &resolved_texture_);
    glBindTexture(GL_TEXTURE_2D, resolved_texture_);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glGenFramebuffers(1, &resolved_framebuffer_);
    glBindFramebuffer(GL_FRAMEBUFFER, resolved_framebuffer_);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, resolved_texture_, 0);
    check_complete(width, height);
    if (std::min(samples, most_samples) < 2) return;
    glGenRenderbuffers(1, &colour_);
    glBindRenderbuffer(GL_RENDERBUFFER, colour_);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, std::min(samples, most_samples), GL_RGBA8, width, height);
    glGenFramebuffers(1, &framebuffer_);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour_);
    check_complete(width, height);
}

OffscreenTarget::~OffscreenTarget() {
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteRenderbuffers(1, &colour_);
    glDeleteFramebuffers(1, &resolved_framebuffer_);
    glDeleteTextures(1, &resolved_texture_);
}

void OffscreenTarget::bind() {
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_ != 0 ? framebuffer_ : resolved_framebuffer_);
    glViewport(0, 0, width_, height_);
}

void OffscreenTarget::bind_window(int width, int height) {
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, width, height);
}

void OffscreenTarget::resolve() {
    if (framebuffer_ == 0) return;
    glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, resolved_framebuffer_);
    glDisable(GL_SCISSOR_TEST);
    glBlitFramebuffer(0, 0, width_, height_, 0, 0, width_, height_, GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

unsigned OffscreenTarget::texture() {
    resolve();
    return resolved_texture_;
}

void OffscreenTarget::copy_to(OffscreenTarget* other, int x, int y) {
    resolve();
    if (other)
        other->bind();
    else
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, resolved_framebuffer_);
    glDisable(GL_SCISSOR_TEST);
    glBlitFramebuffer(0, 0, width_, height_, x, y, x + width_, y + height_, GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

void OffscreenTarget::read(Image& image) {
    resolve();
    image.width = width_;
    image.height = height_;
    const std::size_t row = static_cast<std::size_t>(width_) * 4;
    image.rgba.resize(row * static_cast<std::size_t>(height_));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, resolved_framebuffer_);
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, image.rgba.data());
    for (int top = 0, bottom = height_ - 1; top < bottom; ++top, --bottom) {
        std::swap_ranges(image.pixel(0, top), image.pixel(0, top) + row, image.pixel(0, bottom));
    }
}

}  // namespace coalesce
