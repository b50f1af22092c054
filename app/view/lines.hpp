#pragma once

#include <span>

#include "view/camera.hpp"
#include "view/gl_objects.hpp"
#include "view/token_colours.hpp"

namespace coalesce {

inline glm::vec3 glm_vector(const Vec3& v) {
    return {v[0], v[1], v[2]};
}

/// A straight segment in world coordinates.
struct Segment {
    glm::vec3 from, to;
    Rgba8 colour;
};

struct LineStyle {
    float width = 1;  ///< pixels
    float alpha = 1;
    Side side = Side::both;
};

/// Draws antialiased lines of any width: one instanced quad per segment, whose edges the shader fades over a pixel.
/// OpenGL 3.3 core guarantees no line wider than 1.
class Lines {
  public:
    Lines();
    void set(std::span<const Segment> segments);
    void draw(const Program& program, const Camera& camera, const LineStyle& style) const;

  private:
    VertexArray array_;
    Buffer buffer_;
    GLsizei count_ = 0;
};

}  // namespace coalesce
