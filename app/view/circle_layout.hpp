#pragma once

#include <glm/glm.hpp>
#include <vector>

#include "coalesce/flow/frame.hpp"

namespace coalesce {

/// Places the tokens of S^1 for drawing. Each keeps its angle and leaves the unit circle by a radial jitter, which
/// depends on its index alone and whose width grows with the local density: tokens can be told apart, and the thickness
/// of the band shows the density.
class CircleLayout {
  public:
    void place(const Frame& frame, std::vector<glm::vec3>& out);
    /// Density by angle of the last frame, relative to the uniform law: equal bins from -π on.
    const std::vector<float>& density() const { return density_; }

    /// Half the thickness of the band at `relative` times the uniform density: proportional to it while small, bounded
    /// by `widest`.
    static float half_width(float relative);
    static constexpr float widest = 0.26f;

  private:
    std::vector<float> jitter_;  ///< N numbers in (-1, 1)
    std::vector<float> angles_;  ///< angles of the frame's tokens, radians
    std::vector<float> density_;
};

}  // namespace coalesce
