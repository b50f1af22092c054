#include "view/buffer_deposit.hpp"

#include <string>

#include "coalesce/model/error.hpp"

namespace coalesce {

BufferDeposit::BufferDeposit() : program_("deposit.vert", "deposit.frag") {
    glGenFramebuffers(1, &framebuffer_);
}

BufferDeposit::~BufferDeposit() {
    glDeleteFramebuffers(1, &framebuffer_);
}

void BufferDeposit::make_room(glm::ivec2 cells) {
    if (cells == cells_) return;
    glBindTexture(GL_TEXTURE_2D, sums_.id());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RG32F, cells.x, cells.y, 0, GL_RG, GL_FLOAT, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glBindTexture(GL_TEXTURE_2D, 0);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, sums_.id(), 0);
    const GLenum status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
    if (status != GL_FRAMEBUFFER_COMPLETE)
        throw RunError("a density of " + std::to_string(cells.x) + "x" + std::to_string(cells.y) +
                       " cells could not be made (framebuffer status " + std::to_string(status) + ")");
    cells_ = cells;
}

void BufferDeposit::draw(const Tokens& tokens, const Camera& camera, float cell) {
    const float per_pixel = 1 / cell;
    program_.use();
    program_.set("right", camera.right * camera.focal * per_pixel);
    program_.set("up", camera.up * camera.focal * per_pixel);
    program_.set("back", camera.back);
    program_.set("distance", camera.distance);
    program_.set("horizon", camera.horizon());
    program_.set("centre", camera.centre * per_pixel - 0.5f);
    program_.set("cells", glm::vec2(cells_));
    glBindVertexArray(array_.id());
    bind_token_buffers(program_, tokens.buffer(), tokens.every());
    const std::vector<float>& masses = tokens.masses();
    if (masses.empty()) {
        glDisableVertexAttribArray(1);
        glVertexAttrib1f(1, 1 / static_cast<float>(tokens.drawn()));
    } else {
        std::vector<float> drawn(tokens.drawn());
        for (std::size_t j = 0; j < drawn.size(); ++j)
            drawn[j] = masses[j * tokens.every()] * static_cast<float>(tokens.every());
        masses_.upload(GL_ARRAY_BUFFER, std::span<const float>(drawn));
        glVertexAttribPointer(1, 1, GL_FLOAT, GL_FALSE, 0, nullptr);
        glEnableVertexAttribArray(1);
    }
    glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(tokens.drawn()));
    glBindVertexArray(0);
}

void BufferDeposit::deposit(const Tokens& tokens, const Camera& camera, glm::ivec2 cells, float cell,
                            std::vector<glm::vec2>& mass) {
    GLint bound = 0;
    glGetIntegerv(GL_FRAMEBUFFER_BINDING, &bound);
    const struct Rebind {
        GLuint framebuffer;
        ~Rebind() { glBindFramebuffer(GL_FRAMEBUFFER, framebuffer); }
    } rebind{static_cast<GLuint>(bound)};
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    make_room(cells);
    glViewport(0, 0, cells.x, cells.y);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_SCISSOR_TEST);
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT);
    glEnable(GL_BLEND);
    glBlendEquation(GL_FUNC_ADD);
    glBlendFunc(GL_ONE, GL_ONE);
    glEnable(GL_PROGRAM_POINT_SIZE);
    draw(tokens, camera, cell);
    glDisable(GL_PROGRAM_POINT_SIZE);
    mass.resize(static_cast<std::size_t>(cells.x) * static_cast<std::size_t>(cells.y));
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    // OpenGL reads from the bottom row up; the deposit's shader has put the picture's top row there.
    glReadPixels(0, 0, cells.x, cells.y, GL_RG, GL_FLOAT, mass.data());
}

}  // namespace coalesce
