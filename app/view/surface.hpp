#pragma once

#include <memory>

#include "coalesce/observe/sphere_density.hpp"
#include "view/camera.hpp"
#include "view/gl_objects.hpp"

namespace coalesce {

/// Paints a density on the sphere in the colours of magnitudes: the near side is translucent at low density, the far
/// side dimmed behind it.
class SurfaceLayer {
  public:
    SurfaceLayer();
    /// Uploads the density if it has changed.
    /// @param density  density to paint; null: none
    /// @param largest  value of the last colour, per steradian
    void update(const std::shared_ptr<const SphereDensity>& density, double largest);
    bool painted() const { return density_ != nullptr; }
    void draw(const Camera& camera, Side side, Theme theme) const;

  private:
    Program program_;
    VertexArray array_;
    Texture values_, palette_;
    std::shared_ptr<const SphereDensity> density_;
    float largest_ = 1;
};

}  // namespace coalesce
