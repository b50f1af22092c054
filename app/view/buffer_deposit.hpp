#pragma once

#include <glm/glm.hpp>
#include <span>
#include <vector>

#include "view/camera.hpp"
#include "view/gl_objects.hpp"
#include "view/tokens.hpp"

namespace coalesce {

/// Mass a cell of a picture of S^2, as Density::deposit adds it up on the processor, added up by OpenGL from tokens
/// that are in a vertex buffer: only the cells, half a million in a picture of 1920 by 1080, come to the host.
class BufferDeposit {
  public:
    BufferDeposit();
    ~BufferDeposit();
    BufferDeposit(const BufferDeposit&) = delete;
    BufferDeposit& operator=(const BufferDeposit&) = delete;

    /// @param cells  width and height in cells
    /// @param cell   pixels a side
    /// @param mass   near side and beyond the horizon, first row on top
    /// @throws RunError where the driver cannot add up floats
    void deposit(const Tokens& tokens, const Camera& camera, glm::ivec2 cells, float cell,
                 std::vector<glm::vec2>& mass);

  private:
    void make_room(glm::ivec2 cells);
    void draw(const Tokens& tokens, const Camera& camera, float cell);

    Program program_;
    VertexArray array_;
    Buffer masses_;
    Texture sums_;
    GLuint framebuffer_ = 0;
    glm::ivec2 cells_{0};
};

}  // namespace coalesce
