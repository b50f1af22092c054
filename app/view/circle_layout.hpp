#pragma once

#include <glm/glm.hpp>
#include <vector>

#include "flow/frame.hpp"

namespace coalesce {

/// Places the tokens of S^1 for drawing: each keeps its angle and leaves the unit circle by a radial jitter, fixed for
/// ever by its index, whose width grows with the density there. Tokens can then be told apart, and the band's
/// thickness shows the density.
class CircleLayout {
  public:
    void place(const Frame& frame, std::vector<glm::vec3>& out);
    /// Density by angle of the frame last placed, relative to the uniform law: even bins from -π on.
    const std::vector<float>& density() const { return density_; }

    /// Half the thickness of the band where the density is `relative` times the uniform one: proportional to it as long
    /// as it is thin, bounded by `widest`.
    static float half_width(float relative);
    static constexpr float widest = 0.26f;

  private:
    std::vector<float> jitter_;  ///< N numbers in (-1, 1)
    std::vector<float> angles_;  ///< of the frame, radians
    std::vector<float> density_;
};

}  // namespace coalesce
