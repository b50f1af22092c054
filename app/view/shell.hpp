#pragma once

#include "view/camera.hpp"
#include "view/gl_objects.hpp"

namespace coalesce {

/// The ground of the picture and the glass sphere: its back with the ground in one pass, its front in another, so that
/// what lies between reads as inside glass.
class Shell {
  public:
    Shell();
    /// Fills the viewport: ground, a faint vignette, and the far inside of the glass where there is a sphere.
    void draw_ground(const Camera& camera, Theme theme, bool glass) const;
    /// The near surface: a rim that follows Fresnel's law and a soft window of light.
    void draw_front(const Camera& camera, Theme theme) const;

  private:
    void set_common(const Program& program, const Camera& camera, Theme theme) const;
    Program ground_, front_;
    VertexArray array_;  ///< without attributes: corners come from gl_VertexID, yet core profiles want one bound
};

}  // namespace coalesce
