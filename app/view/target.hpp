#pragma once

#include "view/image.hpp"

namespace coalesce {

/// An offscreen framebuffer of any size with multisampling, on the current OpenGL context.
class OffscreenTarget {
  public:
    /// @param samples  wanted samples per pixel; reduced to the driver's limit
    OffscreenTarget(int width, int height, int samples = 4);
    ~OffscreenTarget();
    OffscreenTarget(const OffscreenTarget&) = delete;
    OffscreenTarget& operator=(const OffscreenTarget&) = delete;

    int width() const { return width_; }
    int height() const { return height_; }
    /// Binds the framebuffer and sets the viewport.
    void bind();
    /// Binds the window's framebuffer and sets the viewport.
    static void bind_window(int width, int height);
    /// Resolves the samples and returns the texture, for ImGui::Image; first row at the bottom, as in OpenGL.
    unsigned texture();
    /// Resolves the samples and copies into another target, or the window if `other` is null, lower left corner at
    /// (x, y).
    void copy_to(OffscreenTarget* other, int x, int y);
    /// Resolves the samples and reads them back; first row on top.
    void read(Image& image);

  private:
    void resolve();
    int width_, height_;
    unsigned framebuffer_ = 0, colour_ = 0, resolved_framebuffer_ = 0, resolved_texture_ = 0;
};

}  // namespace coalesce
