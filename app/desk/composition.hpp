#pragma once

#include <imgui.h>

#include <chrono>
#include <memory>

#include "desk/panels.hpp"
#include "desk/picture.hpp"
#include "view/target.hpp"

namespace coalesce {

/// What the window shows: the picture, and Dear ImGui's lists over it.
///
/// On a software renderer the panels take longer to paint than the picture. Where they do, and a hand holds the camera,
/// they are painted ten times a second, and the picture with the text over it as often as it can be: the window's
/// content is then kept off-screen, since what a buffer holds after it was shown is not defined.
class Composition {
  public:
    /// Paints everything that ImGui::Render() left, into the window's framebuffer of width×height pixels.
    /// @param view   where the picture is
    /// @param whole  paints the panels in any case
    void draw(Picture& picture, const Desk& desk, const Frame& frame, const ViewRectangle& view, int width, int height,
              bool whole, const TokenBuffer& buffer);

  private:
    using Clock = std::chrono::steady_clock;
    bool panels_may_wait(const ViewRectangle& view, int width, int height) const;
    void draw_panels();

    std::unique_ptr<OffscreenTarget> kept_;  ///< the window's content while a hand holds the camera
    ViewRectangle kept_view_;
    Clock::time_point panels_drawn_{};
    Clock::duration panels_took_{};
};

}  // namespace coalesce
