#pragma once

#include "view/camera.hpp"
#include "view/gl_objects.hpp"

namespace coalesce {

/// Draws the ground and the glass sphere: ground and back of the sphere in one pass, its front in another, so that what
/// is drawn in between appears inside the glass.
class Shell {
  public:
    Shell();
    /// Fills the viewport: ground, a faint vignette, and with `glass` the sphere's back.
    void draw_ground(const Camera& camera, Theme theme, bool glass) const;
    /// Draws the sphere's front: a rim that follows Fresnel's law and a soft highlight.
    void draw_front(const Camera& camera, Theme theme) const;

  private:
    void set_common(const Program& program, const Camera& camera, Theme theme) const;
    Program ground_, front_;
    VertexArray array_;  ///< no attributes (corners come from gl_VertexID), but a core profile needs one bound
};

}  // namespace coalesce
