#pragma once

#include <glm/glm.hpp>
#include <span>
#include <vector>

#include "view/camera.hpp"
#include "view/gl_objects.hpp"
#include "view/tokens.hpp"

namespace coalesce {

/// Deposits tokens of S^2 onto the cells of a picture by OpenGL, as Density::deposit does on the processor. The tokens
/// are in a vertex buffer; only the cells, half a million in a picture of 1920×1080, are read back to the host.
class BufferDeposit {
  public:
    BufferDeposit();
    ~BufferDeposit();
    BufferDeposit(const BufferDeposit&) = delete;
    BufferDeposit& operator=(const BufferDeposit&) = delete;

    /// @param cells  width and height in cells
    /// @param cell   side of a cell, pixels
    /// @param mass   mass per cell on the near side (.x) and the far side (.y), first row on top
    /// @throws RunError  if the driver cannot blend into float textures
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
