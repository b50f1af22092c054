#pragma once

#include "view/image.hpp"

namespace coalesce {

/// An off-screen picture of any size with multisampling, on the current GL context.
class OffscreenTarget {
  public:
    /// @param samples  wanted; as many as the driver has are used
    OffscreenTarget(int width, int height, int samples = 4);
    ~OffscreenTarget();
    OffscreenTarget(const OffscreenTarget&) = delete;
    OffscreenTarget& operator=(const OffscreenTarget&) = delete;

    int width() const { return width_; }
    int height() const { return height_; }
    /// Directs drawing here and sets the viewport.
    void bind();
    /// Directs drawing to the window.
    static void bind_window(int width, int height);
    /// Resolves the samples; the texture is then valid for drawing (ImGui::Image), first row at the bottom as GL has
    /// it.
    unsigned texture();
    /// Resolves and copies it into another target, or the window where that is null, its lower left corner at (x, y).
    void copy_to(OffscreenTarget* other, int x, int y);
    /// Resolves and reads back; first row on top.
    void read(Image& image);

  private:
    void resolve();
    int width_, height_;
    unsigned framebuffer_ = 0, colour_ = 0, resolved_framebuffer_ = 0, resolved_texture_ = 0;
};

}  // namespace coalesce
