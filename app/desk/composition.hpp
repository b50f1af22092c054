#pragma once

#include <imgui.h>

#include <chrono>
#include <memory>
#include <vector>

#include "desk/panels.hpp"
#include "desk/picture.hpp"
#include "desk/twins.hpp"
#include "view/target.hpp"

namespace coalesce {

/// Paints the window: the picture, and Dear ImGui's draw lists over it.
///
/// On a software renderer the panels take longer to paint than the picture. If they do, and the user drags the camera,
/// they are painted ten times a second only, the picture and its text in every frame. The window's content is then kept
/// in an offscreen target, since a back buffer is undefined after it was swapped.
class Composition {
  public:
    /// Paints the draw data of ImGui::Render() into the window's framebuffer of width×height pixels.
    /// @param places  of the runs' pictures
    /// @param whole   paint the panels in any case
    void draw(const Desk& desk, const std::vector<RunPlace>& places, int width, int height, bool whole);

  private:
    using Clock = std::chrono::steady_clock;
    bool panels_may_wait(const std::vector<RunPlace>& places, int width, int height) const;
    void draw_panels();

    std::unique_ptr<OffscreenTarget> kept_;  ///< the window's content while the camera is dragged; else null
    std::vector<RunPlace> kept_places_;
    Clock::time_point panels_drawn_{};
    Clock::duration panels_took_{};
};

}  // namespace coalesce
